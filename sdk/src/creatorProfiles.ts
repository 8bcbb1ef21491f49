import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import {
  type CreatorProfile,
  type CreatorProfileEdit,
  creatorProfileVerbs,
  type SubmittedFigures,
  type SyncAnalytics,
  type SyncPlatform,
} from './verbs/socialsync.ts';

const call = verbsOf('creatorProfiles', creatorProfileVerbs);

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
