import * as z from 'zod/mini';
import { link, text } from './content.ts';
import type { Verbs } from './verb.ts';

/** The platforms whose figures a creator can submit, in the order in which messages name them. */
export const syncPlatforms = ['tiktok', 'twitter', 'twitch', 'instagram'] as const;
export type SyncPlatform = (typeof syncPlatforms)[number];

/** What a breakdown can hold. YouTube's figures come by automatic syncs alone. */
export const breakdownPlatforms = ['tiktok', 'instagram', 'youtube', 'twitch', 'twitter'] as const;
export type BreakdownPlatform = (typeof breakdownPlatforms)[number];

/** The most followers that are believed, per platform. */
export const followerCaps: Readonly<Record<SyncPlatform, number>> = {
  tiktok: 100_000_000,
  twitter: 100_000_000,
  twitch: 10_000_000,
  instagram: 100_000_000,
};

/** One platform's figures as a creator submits them. */
export interface SubmittedFigures {
  /** 0 to the platform's cap; fractions are cut off. */
  followers: number;
  /** Per cent, 0 to 100; absent and null are 0. */
  engagement?: number | null | undefined;
}

/** One thing that is wrong with submitted figures, in the words of REST clients; `message` has the field in quotes. */
export interface FigureIssue {
  readonly path: readonly string[];
  readonly message: string;
  readonly type: string;
  readonly context: Readonly<Record<string, unknown>>;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && !Number.isNaN(value);
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

export type Checked<Value> =
  | { readonly value: Value; readonly issues?: never }
  | { readonly issues: readonly FigureIssue[] };

/** One platform's figures, or everything that is wrong with them, followers first. `path` is where they stand in the
 *  input; what else stands there is ignored. */
export function checkFigures(
  input: unknown,
  platform: SyncPlatform,
  path: readonly string[] = [],
): Checked<SubmittedFigures> {
  const issues: FigureIssue[] = [];
  const add = (key: string, type: string, sentence: string, context: object) => {
    const at = [...path, key];
    issues.push({ path: at, message: `"${at.join('.')}" ${sentence}`, type, context: { key, ...context } });
  };
  const label = (key: string) => [...path, key].join('.');
  const followers = fieldOf(input, 'followers');
  const engagement = fieldOf(input, 'engagement') ?? 0;
  const limit = followerCaps[platform];
  if (!isNumber(followers)) add('followers', 'any.required', 'is required', { label: label('followers') });
  else if (followers < 0) add('followers', 'number.positive', 'must be a positive number', { value: followers });
  else if (followers > limit)
    add('followers', 'number.max', `must be less than or equal to ${limit}`, {
      label: label('followers'),
      limit,
      value: followers,
    });
  if (!isNumber(engagement))
    add('engagement', 'number.base', 'must be a number', {
      label: label('engagement'),
      // What is nested may be deeper than an answer can be written, and large.
      ...(typeof engagement === 'object' ? {} : { value: engagement }),
    });
  else if (engagement < 0 || engagement > 100)
    add('engagement', 'number.range', 'must be between 0 and 100', { value: engagement });
  if (issues.length > 0 || !isNumber(followers) || !isNumber(engagement)) return { issues };
  return { value: { followers, engagement } };
}

export const isSyncPlatform = (value: unknown): value is SyncPlatform => syncPlatforms.some((name) => name === value);

/** Figures of several platforms. */
export type SubmittedBatch = { [P in SyncPlatform]?: SubmittedFigures };

/** The names under which a batch holds figures; null when it holds no object of them. */
export function platformsOf(input: unknown): string[] | null {
  const platforms = fieldOf(input, 'platforms');
  return isObject(platforms) ? Object.keys(platforms) : null;
}

/** The figures of a batch, or everything that is wrong with them. */
export function checkBatch(input: unknown): Checked<SubmittedBatch> {
  const wrong = (message: string, type: string) => ({
    issues: [{ path: ['platforms'], message, type, context: { key: 'platforms', label: 'platforms' } }],
  });
  const names = platformsOf(input);
  if (names === null) return wrong('"platforms" is required', 'any.required');
  if (names.length === 0) return wrong('"platforms" must have at least 1 key', 'object.min');
  const value: SubmittedBatch = {};
  const issues: FigureIssue[] = [];
  for (const name of names) {
    const path = ['platforms', name];
    if (!isSyncPlatform(name)) {
      const label = path.join('.');
      const message = `"${label}" must be one of: ${syncPlatforms.join(', ')}`;
      issues.push({ path, message, type: 'object.unknown', context: { key: name, label } });
      continue;
    }
    const checked = checkFigures(fieldOf(fieldOf(input, 'platforms'), name), name, path);
    if (checked.issues === undefined) value[name] = checked.value;
    else issues.push(...checked.issues);
  }
  return issues.length > 0 ? { issues } : { value };
}

const unknownPlatform = {
  issues: [{ path: ['platform'], message: `platform must be one of: ${syncPlatforms.join(', ')}` }],
};

/** A thrown error names the field without quotes: `followers is required`. */
const asThrown = (issues: ReadonlyArray<Pick<FigureIssue, 'path' | 'message'>> = [], input: unknown) =>
  issues.map(({ path, message }) => ({
    code: 'custom' as const,
    path: [...path],
    message: message.replaceAll('"', ''),
    input,
  }));

/** The very checks of the backend, so that an app learns what is wrong before it asks. */
const onePlatform = z.custom<SubmittedFigures & { platform: SyncPlatform }>().check((context) => {
  const input: unknown = context.value;
  const platform = fieldOf(input, 'platform');
  const { issues } = isSyncPlatform(platform) ? checkFigures(input, platform) : unknownPlatform;
  context.issues.push(...asThrown(issues, input));
});

const manyPlatforms = z.custom<{ platforms: SubmittedBatch }>().check((context) => {
  const input: unknown = context.value;
  context.issues.push(...asThrown(checkBatch(input).issues, input));
});

const amount = z.int().check(z.nonnegative());
const time = z.iso.datetime();
const figures = z.object({ followers: amount, engagement: z.number() });
const range = z.object({ min: amount, max: amount });

const creatorProfile = z.object({
  userId: z.string(),
  displayName: z.string(),
  bio: z.string(),
  avatar: z.string(),
  profileUrl: z.string(),
  niche: z.array(z.string()),
  rizzScore: z.number(),
  isPublic: z.boolean(),
  isActive: z.boolean(),
  stats: z.object({
    /** Always tiktok, instagram, youtube and twitch; twitter once it has been synced. */
    platformBreakdown: z.object({
      tiktok: figures,
      instagram: figures,
      youtube: figures,
      twitch: figures,
      twitter: z.optional(figures),
    }),
    /** Sum over the breakdown. */
    totalFollowers: amount,
    /** Mean of the engagements above 0, rounded to 2 decimals; 0 when there are none. */
    avgEngagement: z.number(),
  }),
  preferences: z.object({
    audienceSize: range,
    budget: range,
    collaborationTypes: z.array(z.string()),
    locations: z.array(z.string()),
  }),
  location: z.object({ city: z.string(), state: z.string(), country: z.string() }),
  lastSeen: time,
  createdAt: time,
  updatedAt: time,
});

/** A creator's profile with the figures of all platforms. Times are ISO 8601 in UTC. */
export type CreatorProfile = z.output<typeof creatorProfile>;

const words = (most: number) => z.array(text(1, 100)).check(z.maxLength(most));
const money = z.int().check(z.minimum(0), z.maximum(1_000_000_000_000));
const wantedRange = z
  .object({ min: money, max: money })
  .check(z.refine(({ min, max }) => min <= max, 'min must not be above max'));
const address = z.union([z.literal(''), link]);

const creatorProfileEdit = z.object({
  displayName: z.optional(text(0, 100)),
  bio: z.optional(text(0, 2000)),
  avatar: z.optional(address),
  profileUrl: z.optional(address),
  niche: z.optional(words(20)),
  /** A part that is absent stays. */
  preferences: z.optional(
    z.object({
      audienceSize: z.optional(wantedRange),
      budget: z.optional(wantedRange),
      collaborationTypes: z.optional(words(50)),
      locations: z.optional(words(50)),
    }),
  ),
  location: z.optional(
    z.object({ city: z.optional(text(0, 100)), state: z.optional(text(0, 100)), country: z.optional(text(0, 100)) }),
  ),
  isPublic: z.optional(z.boolean()),
  isActive: z.optional(z.boolean()),
});

/** What a creator may say of themselves; a field that is absent stays as it is. Figures change by syncs alone. */
export type CreatorProfileEdit = z.output<typeof creatorProfileEdit>;

const day = z.iso.date();

const syncCounts = z.object({
  totalSyncs: amount,
  successfulSyncs: amount,
  failedSyncs: amount,
  platformBreakdown: z.object({
    tiktok: amount,
    twitter: amount,
    twitch: amount,
    instagram: amount,
    youtube: amount,
  }),
  /** Mean time of a request, milliseconds, rounded to 2 decimals; null when there was none. */
  averageLatencyMs: z.nullable(z.number()),
  /** Requests that took more than 5 seconds. */
  slowRequests: amount,
});

const syncAnalytics = z.object({
  from: day,
  to: day,
  totals: syncCounts,
  /** Every day of the range (UTC), oldest first. */
  days: z.array(z.extend(syncCounts, { day })),
});

/** How syncs went, by day (UTC). */
export type SyncAnalytics = z.output<typeof syncAnalytics>;

/** The verbs of the callable function `creatorProfiles`. A batch and single syncs share one limit per user. */
export const creatorProfileVerbs = {
  /** The caller's creator profile; made with these fields when there is none yet, else returned as it is. */
  createCreatorProfile: { input: creatorProfileEdit, output: creatorProfile, who: 'user' },
  updateCreatorProfile: { input: creatorProfileEdit, output: creatorProfile, who: 'user' },
  /** Sets one platform's figures and recomputes the totals. May be repeated: figures are set, not added. */
  syncPlatform: { input: onePlatform, output: creatorProfile, who: 'user' },
  /** The same for several platforms, all or none. Counts as one sync per platform against the limit. */
  syncPlatforms: { input: manyPlatforms, output: creatorProfile, who: 'user' },
  /** How syncs went on the days from `from` to `to` (UTC, both included, at most 92). Default: the last 30 days. */
  syncAnalytics: {
    input: z.object({ from: z.optional(day), to: z.optional(day) }),
    output: syncAnalytics,
    who: 'admin',
  },
} as const satisfies Verbs;
