import { FieldPath, Timestamp } from 'firebase-admin/firestore';
import {
  type BreakdownPlatform,
  type Checked,
  checkBatch,
  checkFigures,
  isSyncPlatform,
  platformsOf,
  syncPlatforms as submittable,
} from '../../../../sdk/src/verbs/socialsync.ts';
import { untilCommitted } from '../../platform/attempts.ts';
import { nowMs } from '../../platform/clock.ts';
import { wholeNumber } from '../../platform/config.ts';
import { Failure } from '../../platform/failure.ts';
import { firestore, getGroups, randomId } from '../../platform/firestore.ts';
import { exported, type PersonData } from '../../platform/personData.ts';
import { type Allowance, type Limit, takeFrom } from '../../platform/rateLimit.ts';
import { inTurn } from '../../platform/turns.ts';
import {
  type CreatorProfile,
  creatorProfileRef,
  type Figures,
  type SyncPoint,
  syncHistory,
  syncPointRef,
} from './documents.ts';
import { changesOf, figuresOf, nextChangeMs, statsWith } from './logic.ts';
import { observeSync } from './metrics/operations.ts';

export const profileNotFound = (): Failure =>
  new Failure('not-found', 'User profile does not exist', { reason: 'profile-not-found' });

/** Shared by all platforms, batches and callables of one user. */
const syncLimit: Limit = {
  scope: 'sync',
  max: wholeNumber('RATE_LIMIT_MAX_REQUESTS', 10),
  windowMs: wholeNumber('RATE_LIMIT_WINDOW_MS', 60_000),
};

/** Charges a user's window for one request, `units` for a batch: what follows may fail and still counts. Whether it is
 *  allowed is in the answer. 0 reads, 1 write. */
export async function takeSyncUnits(uid: string, units = 1): Promise<Allowance> {
  return takeFrom(syncLimit, uid, units);
}

/** What a batch is charged for, whatever else is wrong with it: one unit per platform, at least one. */
export const unitsOfBatch = (submitted: unknown): number => Math.max(1, platformsOf(submitted)?.length ?? 0);

/** Sets one platform's figures on the user's own profile and recomputes the totals. `submitted` is what the user sent.
 *  May be repeated: figures are set, not added, and each call is one point of the history. Never makes a profile. Reads 1,
 *  writes 3 (profile, history, metrics), three round trips; figures that are refused write the metrics alone.
 *  @throws invalid-argument (invalid-platform; invalid-input with every issue), not-found, unavailable */
export async function syncPlatform(uid: string, platform: string, submitted: unknown): Promise<CreatorProfile> {
  if (!isSyncPlatform(platform)) throw invalidPlatform();
  return observeSync({ uid, platforms: [platform] }, async () => {
    const figures = figuresOf(valid(checkFigures(submitted, platform)));
    const { profile } = await record(uid, 'manual', [{ platform, figures, id: randomId() }]);
    return profile;
  });
}

/** The same for several platforms at once, all or none: `{ platforms: { tiktok: { followers, engagement }, … } }`.
 *  May be repeated. Reads 1, writes 2 + 1 per platform, three round trips.
 *  @throws as `syncPlatform` */
export async function syncPlatforms(uid: string, submitted: unknown): Promise<CreatorProfile> {
  const platforms = (platformsOf(submitted) ?? []).map((platform) => {
    if (!isSyncPlatform(platform)) throw invalidPlatform();
    return platform;
  });
  return observeSync({ uid, platforms }, async () => {
    const figures = valid(checkBatch(submitted));
    const syncs = submittable.flatMap((platform) => {
      const one = figures[platform];
      return one === undefined ? [] : [{ platform, figures: figuresOf(one), id: randomId() }];
    });
    const { profile } = await record(uid, 'manual', syncs);
    return profile;
  });
}

/** Sets figures that were fetched from a platform. `historyId` names the fetch: a second call with the same one changes
 *  nothing, however late it comes. Costs as `syncPlatform`; a repetition reads 3 and writes nothing.
 *  @throws not-found, unavailable */
export async function recordSync(
  uid: string,
  platform: BreakdownPlatform,
  figures: Figures,
  { source, historyId }: { readonly source: SyncPoint['source']; readonly historyId: string },
): Promise<{ readonly profile: CreatorProfile; readonly changed: boolean }> {
  return observeSync(
    { uid, platforms: [platform] },
    () => record(uid, source, [{ platform, figures: figuresOf(figures), id: historyId }]),
    ({ changed }) => changed,
  );
}

interface PlatformSync {
  readonly platform: BreakdownPlatform;
  readonly figures: Figures;
  /** Of its point in the history: found again, the commit has landed. */
  readonly id: string;
}

/** The one way in which figures change: profile and history in one commit, the profile under the precondition that it is
 *  still what the totals were computed from. Parallel syncs of one user come one after the other and none is lost; syncs
 *  of different users never meet. */
async function record(
  uid: string,
  source: SyncPoint['source'],
  syncs: readonly PlatformSync[],
): Promise<{ profile: CreatorProfile; changed: boolean }> {
  const points = syncs.map(({ id }) => syncPointRef(uid, id));
  const changes = changesOf(syncs);
  const attempt = async (again: boolean) => {
    const [[stored], [landed]] = await getGroups([creatorProfileRef(uid)], again ? points.slice(0, 1) : []);
    const before = stored?.data();
    if (before === undefined || stored?.updateTime === undefined) throw profileNotFound();
    if (landed?.exists) return { profile: before, changed: false };
    const updatedAt = Timestamp.fromMillis(nextChangeMs(before.updatedAt, nowMs()));
    const stats = statsWith(before.stats, changes);
    const { totalFollowers } = stats;
    const batch = firestore().batch();
    for (const [index, { platform, figures }] of syncs.entries()) {
      const point = points[index];
      if (point !== undefined)
        batch.create(point, { platform, ...figures, totalFollowers, source, syncedAt: updatedAt });
    }
    batch.update(stored.ref, { stats, updatedAt }, { lastUpdateTime: stored.updateTime });
    await batch.commit();
    return { profile: { ...before, stats, updatedAt }, changed: true };
  };
  return inTurn(creatorProfileRef(uid).path, () => untilCommitted(attempt));
}

const invalidPlatform = (): Failure =>
  new Failure('invalid-argument', `Platform must be one of: ${submittable.join(', ')}`, { reason: 'invalid-platform' });

function valid<Value>(checked: Checked<Value>): Value {
  if (checked.issues === undefined) return checked.value;
  const issues = checked.issues.map(({ path, message, type, context }) => ({
    path: path.join('.'),
    message,
    rule: type,
    context,
  }));
  const first = issues[0]?.message.replaceAll('"', '') ?? 'Validation failed';
  throw new Failure('invalid-argument', first, { reason: 'invalid-input', issues });
}

export interface HistoryQuery {
  readonly platform?: BreakdownPlatform | undefined;
  /** Milliseconds since the epoch; both ends belong to the range. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly limit: number;
  readonly after: HistoryCursor | null;
}

/** The last point's place in the order. */
export interface HistoryCursor {
  readonly syncedAtMs: number;
  readonly id: string;
}

export interface HistoryPage {
  readonly points: ReadonlyArray<SyncPoint & { readonly id: string }>;
  readonly next: HistoryCursor | null;
}

/** The user's own syncs, newest first. Reads limit + 1 and the profile, one round trip.
 *  @throws not-found */
export async function listSyncHistory(uid: string, wanted: HistoryQuery): Promise<HistoryPage> {
  const { platform, fromMs, toMs, limit, after } = wanted;
  let query = syncHistory(uid)
    .orderBy('syncedAt', 'desc')
    .orderBy(FieldPath.documentId(), 'desc')
    .limit(limit + 1);
  if (platform !== undefined) query = query.where('platform', '==', platform);
  if (fromMs !== undefined) query = query.where('syncedAt', '>=', Timestamp.fromMillis(fromMs));
  if (toMs !== undefined) query = query.where('syncedAt', '<=', Timestamp.fromMillis(toMs));
  if (after !== null) query = query.startAfter(Timestamp.fromMillis(after.syncedAtMs), after.id);
  const [profile, { docs }] = await Promise.all([creatorProfileRef(uid).get(), query.get()]);
  if (!profile.exists) throw profileNotFound();
  const page = docs.slice(0, limit);
  const last = page.at(-1);
  return {
    points: page.map((document) => ({ id: document.id, ...document.data() })),
    next: docs.length > limit && last ? { syncedAtMs: last.data().syncedAt.toMillis(), id: last.id } : null,
  };
}

const erasedAtOnce = 300;

/** Creator profiles and the history of their figures. */
export const personData: PersonData = {
  domain: 'socialsync',
  async *exportOf(uid) {
    const profile = await creatorProfileRef(uid).get();
    const data = profile.data();
    if (data !== undefined) yield exported(profile.ref.path, data);
    const points = syncHistory(uid).orderBy(FieldPath.documentId()).limit(erasedAtOnce);
    for (let page = await points.get(); !page.empty; ) {
      for (const point of page.docs) yield exported(point.ref.path, point.data());
      const last = page.docs.at(-1);
      if (last === undefined || page.size < erasedAtOnce) return;
      page = await points.startAfter(last.id).get();
    }
  },
  /** The profile goes first: no sync adds to the history of a profile that is gone. */
  async erase(uid) {
    await creatorProfileRef(uid).delete();
    for (;;) {
      const { docs } = await syncHistory(uid).limit(erasedAtOnce).get();
      const batch = firestore().batch();
      for (const point of docs) batch.delete(point.ref);
      await batch.commit();
      if (docs.length < erasedAtOnce) return;
    }
  },
};
