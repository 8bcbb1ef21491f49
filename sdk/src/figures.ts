import {
  collection,
  type DocumentSnapshot,
  doc,
  documentId,
  getDocs,
  limit as limitTo,
  orderBy,
  query,
  startAfter,
  Timestamp,
  where,
} from 'firebase/firestore';
import type { CreatorProfile, Figures, Range } from './creatorProfiles.ts';
import { cursorOf, positionOf } from './cursors.ts';
import { FirecircleError } from './errors.ts';
import { type Fields, fieldsOf, int, iso, isRecord, text, time } from './fields.ts';
import type { Firecircle } from './firecircle.ts';
import { type Page, type PageOptions, pageLimit } from './lists.ts';
import { explained } from './standing.ts';
import { checkedUid } from './uids.ts';
import type { BreakdownPlatform } from './verbs/socialsync.ts';
import { watchDocument } from './watchDocument.ts';

/** A creator's profile as it is now. */
export interface LiveCreatorProfile extends CreatorProfile {
  /** Whether this is what the device remembers, because the server cannot be reached. */
  fromCache: boolean;
}

/** One sync of one platform: a point of a chart. */
export interface SyncPoint {
  platform: BreakdownPlatform;
  followers: number;
  engagement: number;
  /** Over all platforms, as this sync left it. */
  totalFollowers: number;
  /** `auto`: fetched by schedule. */
  source: 'manual' | 'auto';
  syncedAt: Date;
}

export interface FollowerHistoryOptions extends PageOptions {
  /** Default: all platforms. */
  platform?: BreakdownPlatform;
  /** The earliest time. */
  from?: Date;
  /** The latest time. */
  to?: Date;
}

/**
 * Tells a creator's profile with its figures and totals, at once and again whenever they change. Costs 1 read to begin and
 * 1 for each change.
 *
 * An error ends the watch, after `onError` was told: `not-found` (`profile-not-found`) when there is no such profile,
 * `permission-denied` when it is not public and not the viewer's own.
 *
 * @returns ends the watch; may be called again.
 * @throws FirecircleError `invalid-argument`
 */
export function watchProfile(
  firecircle: Firecircle,
  uid: string,
  onNext: (profile: LiveCreatorProfile) => void,
  onError?: (error: FirecircleError) => void,
): () => void {
  const ref = doc(firecircle.firestore, 'creatorProfiles', checkedUid(uid));
  return watchDocument(firecircle, ref, readCreatorProfile, profileNotFound, onNext, onError);
}

/**
 * The syncs of a creator, for charts: the points of a page are in the order of time, and the first page has the latest;
 * each further one goes further back. Costs 1 read for each point and 1 for the look ahead. May be repeated.
 *
 * @param options `limit` is 1 to 500 here. Default: 100
 * @throws FirecircleError `permission-denied` when the profile is absent, or not public and not the viewer's own;
 *   `invalid-argument` (`bad-cursor`); `unavailable`
 */
export async function followerHistory(
  firecircle: Firecircle,
  uid: string,
  options: FollowerHistoryOptions = {},
): Promise<Page<SyncPoint>> {
  const { platform, from, to, cursor } = options;
  const limit = pageLimit(options.limit ?? 100, 500);
  const points = collection(firecircle.firestore, 'creatorProfiles', checkedUid(uid), 'syncHistory');
  const list = `history:${uid}:${platform ?? ''}`;
  const after = cursor === undefined ? undefined : positionOf(list, cursor);
  const constraints = [
    ...(platform === undefined ? [] : [where('platform', '==', platform)]),
    ...(from === undefined ? [] : [where('syncedAt', '>=', checkedTime('from', from))]),
    ...(to === undefined ? [] : [where('syncedAt', '<=', checkedTime('to', to))]),
    orderBy('syncedAt', 'desc'),
    orderBy(documentId(), 'desc'),
    ...(after === undefined ? [] : [startAfter(after.time, after.id)]),
    limitTo(limit + 1),
  ];
  try {
    const { docs } = await getDocs(query(points, ...constraints));
    const newestFirst = docs.slice(0, limit);
    const items = newestFirst
      .map(readSyncPoint)
      .filter((point) => point !== null)
      .reverse();
    const oldest = newestFirst.at(-1);
    const oldestTime = oldest && time(fieldsOf(oldest)?.syncedAt);
    if (docs.length <= limit || !oldest || !oldestTime) return { items, hasMore: false };
    return { items, hasMore: true, nextCursor: cursorOf(list, { time: oldestTime, id: oldest.id }) };
  } catch (error) {
    throw await explained(firecircle, error);
  }
}

function profileNotFound(): FirecircleError {
  return new FirecircleError('not-found', 'There is no such creator profile.', { reason: 'profile-not-found' });
}

function checkedTime(name: string, at: Date): Timestamp {
  if (!Number.isFinite(at.getTime())) throw new FirecircleError('invalid-argument', `${name}: must be a time`);
  return Timestamp.fromDate(at);
}

const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const texts = (value: unknown) => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);
const record = (value: unknown): Fields => (isRecord(value) ? value : {});

function figuresOf(value: unknown): Figures {
  const { followers, engagement } = record(value);
  return { followers: int(followers), engagement: number(engagement) };
}

function rangeOf(value: unknown): Range {
  const { min, max } = record(value);
  return { min: int(min), max: int(max) };
}

function readCreatorProfile(snapshot: DocumentSnapshot): CreatorProfile | null {
  const fields = fieldsOf(snapshot);
  if (fields === undefined) return null;
  const stats = record(fields.stats);
  const breakdown = record(stats.platformBreakdown);
  const preferences = record(fields.preferences);
  const location = record(fields.location);
  return {
    userId: text(fields.userId) ?? snapshot.id,
    displayName: text(fields.displayName) ?? '',
    bio: text(fields.bio) ?? '',
    avatar: text(fields.avatar) ?? '',
    profileUrl: text(fields.profileUrl) ?? '',
    niche: texts(fields.niche),
    rizzScore: number(fields.rizzScore),
    isPublic: fields.isPublic === true,
    isActive: fields.isActive === true,
    stats: {
      platformBreakdown: {
        tiktok: figuresOf(breakdown.tiktok),
        instagram: figuresOf(breakdown.instagram),
        youtube: figuresOf(breakdown.youtube),
        twitch: figuresOf(breakdown.twitch),
        ...(breakdown.twitter !== undefined && { twitter: figuresOf(breakdown.twitter) }),
      },
      totalFollowers: int(stats.totalFollowers),
      avgEngagement: number(stats.avgEngagement),
    },
    preferences: {
      audienceSize: rangeOf(preferences.audienceSize),
      budget: rangeOf(preferences.budget),
      collaborationTypes: texts(preferences.collaborationTypes),
      locations: texts(preferences.locations),
    },
    location: {
      city: text(location.city) ?? '',
      state: text(location.state) ?? '',
      country: text(location.country) ?? '',
    },
    lastSeen: iso(fields.lastSeen),
    createdAt: iso(fields.createdAt),
    updatedAt: iso(fields.updatedAt),
  };
}

const platforms: readonly BreakdownPlatform[] = ['tiktok', 'instagram', 'youtube', 'twitch', 'twitter'];

/** Null for a platform that this version of the SDK does not know. */
function readSyncPoint(snapshot: DocumentSnapshot): SyncPoint | null {
  const fields = fieldsOf(snapshot) ?? {};
  const platform = platforms.find((known) => known === fields.platform);
  const syncedAt = time(fields.syncedAt);
  if (platform === undefined || syncedAt === null) return null;
  return {
    platform,
    followers: int(fields.followers),
    engagement: number(fields.engagement),
    totalFollowers: int(fields.totalFollowers),
    source: fields.source === 'auto' ? 'auto' : 'manual',
    syncedAt: syncedAt.toDate(),
  };
}
