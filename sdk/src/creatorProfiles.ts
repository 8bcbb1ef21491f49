import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import {
  type BreakdownPlatform,
  creatorProfileVerbs,
  type SubmittedFigures,
  type SyncPlatform,
} from './verbs/socialsync.ts';

const call = verbsOf('creatorProfiles', creatorProfileVerbs);

/** One platform's figures. */
export interface Figures {
  followers: number;
  /** Per cent. */
  engagement: number;
}

export interface Range {
  min: number;
  max: number;
}

/** A creator's profile with the figures of all platforms. Times are ISO 8601 in UTC. */
export interface CreatorProfile {
  userId: string;
  displayName: string;
  bio: string;
  avatar: string;
  profileUrl: string;
  niche: string[];
  rizzScore: number;
  isPublic: boolean;
  isActive: boolean;
  stats: {
    /** Always tiktok, instagram, youtube and twitch; twitter once it has been synced. */
    platformBreakdown: {
      tiktok: Figures;
      instagram: Figures;
      youtube: Figures;
      twitch: Figures;
      twitter?: Figures | undefined;
    };
    /** Sum over the breakdown. */
    totalFollowers: number;
    /** Mean of the engagements above 0, rounded to 2 decimals; 0 when there are none. */
    avgEngagement: number;
  };
  preferences: { audienceSize: Range; budget: Range; collaborationTypes: string[]; locations: string[] };
  location: { city: string; state: string; country: string };
  lastSeen: string;
  createdAt: string;
  updatedAt: string;
}

/** What a creator may say of themselves; a field that is absent stays, and so does an absent part of one. */
export interface CreatorProfileEdit {
  /** At most 100 characters. */
  displayName?: string | undefined;
  /** At most 2000 characters. */
  bio?: string | undefined;
  /** An http or https URL, or a path of the app's own origin, or empty. */
  avatar?: string | undefined;
  profileUrl?: string | undefined;
  niche?: string[] | undefined;
  preferences?:
    | {
        audienceSize?: Range | undefined;
        budget?: Range | undefined;
        collaborationTypes?: string[] | undefined;
        locations?: string[] | undefined;
      }
    | undefined;
  location?: { city?: string | undefined; state?: string | undefined; country?: string | undefined } | undefined;
  isPublic?: boolean | undefined;
  isActive?: boolean | undefined;
}

/** How syncs went, over a day or several. */
export interface SyncCounts {
  totalSyncs: number;
  successfulSyncs: number;
  failedSyncs: number;
  platformBreakdown: Record<BreakdownPlatform, number>;
  /** Mean time of a request, milliseconds, rounded to 2 decimals; null when there was none. */
  averageLatencyMs: number | null;
  /** Requests that took more than 5 seconds. */
  slowRequests: number;
}

export interface SyncAnalytics {
  from: string;
  to: string;
  totals: SyncCounts;
  /** Every day of the range (UTC), oldest first. */
  days: SyncDay[];
}

export interface SyncDay extends SyncCounts {
  day: string;
}

/** The days to report on, UTC, both included: `YYYY-MM-DD`. Default: the last 30. */
export interface SyncAnalyticsOptions extends CallOptions {
  from?: string;
  to?: string;
}

/**
 * The viewer's creator profile: made with these fields when there is none yet, else answered as it is. May be repeated.
 *
 * @throws FirecircleError `invalid-argument`; `permission-denied` (`anonymous`); `unauthenticated`; `unavailable`;
 *   `cancelled`
 */
export async function createCreatorProfile(
  firecircle: Firecircle,
  fields: CreatorProfileEdit = {},
  options?: CallOptions,
): Promise<CreatorProfile> {
  return call(firecircle, 'createCreatorProfile', fields, options);
}

/** Changes what the viewer says of themselves; a field that is absent stays. Figures change by syncs alone. May be
 *  repeated. @throws `not-found` (`profile-not-found`), and as `createCreatorProfile` */
export async function updateCreatorProfile(
  firecircle: Firecircle,
  edit: CreatorProfileEdit,
  options?: CallOptions,
): Promise<CreatorProfile> {
  return call(firecircle, 'updateCreatorProfile', edit, options);
}

/**
 * Sets one platform's figures and recomputes the totals. Figures are checked here as the backend checks them, before
 * anything is sent. May be repeated: they are set, not added.
 *
 * @throws FirecircleError `invalid-argument` (`followers is required` and so on); `not-found` (`profile-not-found`):
 *   `createCreatorProfile` makes one; `resource-exhausted` with `retryAfterMs`, after 10 syncs in a minute;
 *   `unauthenticated`; `unavailable`; `cancelled`
 */
export async function syncPlatform(
  firecircle: Firecircle,
  platform: SyncPlatform,
  figures: SubmittedFigures,
  options?: CallOptions,
): Promise<CreatorProfile> {
  return call(firecircle, 'syncPlatform', { ...figures, platform }, options);
}

/** The same for several platforms, all or none. Counts as one sync for each platform. */
export async function syncPlatforms(
  firecircle: Firecircle,
  platforms: { [P in SyncPlatform]?: SubmittedFigures },
  options?: CallOptions,
): Promise<CreatorProfile> {
  return call(firecircle, 'syncPlatforms', { platforms }, options);
}

/** How syncs went, by day, at most 92 days; for administrators. May be repeated. */
export async function syncAnalytics(
  firecircle: Firecircle,
  { signal, ...days }: SyncAnalyticsOptions = {},
): Promise<SyncAnalytics> {
  return call(firecircle, 'syncAnalytics', days, { signal });
}
