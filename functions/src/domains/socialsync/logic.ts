import type { Timestamp } from 'firebase-admin/firestore';
import type {
  BreakdownPlatform,
  CreatorProfileEdit,
  SubmittedFigures,
  CreatorProfile as View,
} from '../../../../sdk/src/verbs/socialsync.ts';
import type { Card } from '../profiles/documents.ts';
import type { Breakdown, CreatorProfile, Figures, Stats } from './documents.ts';

export type Changes = Readonly<Partial<Record<BreakdownPlatform, Figures>>>;

/** What is stored of valid figures. A negative zero would be stored as a number of another type. */
export const figuresOf = ({ followers, engagement }: SubmittedFigures): Figures => ({
  followers: Math.floor(followers) + 0,
  engagement: (engagement ?? 0) + 0,
});

const none: Readonly<Figures> = { followers: 0, engagement: 0 };

const emptyBreakdown = (): Breakdown => ({
  tiktok: { ...none },
  instagram: { ...none },
  youtube: { ...none },
  twitch: { ...none },
});

/** The figures with some platforms set anew, and the totals that follow from all of them. */
export function statsWith(before: Pick<Stats, 'platformBreakdown'>, changes: Changes): Stats {
  const platformBreakdown = { ...emptyBreakdown(), ...before.platformBreakdown, ...changes };
  const all = Object.values(platformBreakdown);
  return {
    platformBreakdown,
    totalFollowers: all.reduce((sum, { followers }) => sum + followers, 0),
    avgEngagement: averageOf(all.map(({ engagement }) => engagement).filter((engagement) => engagement > 0)),
  };
}

/** Syncs as one change of a breakdown. */
export function changesOf(syncs: ReadonlyArray<{ platform: BreakdownPlatform; figures: Figures }>): Changes {
  return Object.fromEntries(syncs.map(({ platform, figures }) => [platform, figures]));
}

/** Arithmetic mean, rounded to 2 decimals; 0 of nothing. */
function averageOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.round(mean * 100) / 100;
}

/** A profile's time of change always moves forward, also when two changes share a millisecond or clocks differ. */
export const nextChangeMs = (before: Timestamp, nowMs: number): number => Math.max(nowMs, before.toMillis() + 1);

/** A profile as it is made: every text that is not given is empty, and so is every figure. */
export function newProfile(
  uid: string,
  edit: CreatorProfileEdit,
  card: Card | undefined,
  now: Timestamp,
): CreatorProfile {
  const { preferences = {}, location = {} } = edit;
  return {
    userId: uid,
    displayName: edit.displayName ?? card?.displayName ?? '',
    bio: edit.bio ?? card?.bio ?? '',
    avatar: edit.avatar ?? card?.avatarUrl ?? '',
    profileUrl: edit.profileUrl ?? '',
    niche: edit.niche ?? [],
    rizzScore: 0,
    isPublic: edit.isPublic ?? true,
    isActive: edit.isActive ?? true,
    stats: statsWith({ platformBreakdown: emptyBreakdown() }, {}),
    preferences: {
      audienceSize: preferences.audienceSize ?? { min: 0, max: 1_000_000 },
      budget: preferences.budget ?? { min: 0, max: 10_000 },
      collaborationTypes: preferences.collaborationTypes ?? [],
      locations: preferences.locations ?? [],
    },
    location: { city: location.city ?? '', state: location.state ?? '', country: location.country ?? '' },
    lastSeen: now,
    createdAt: now,
    updatedAt: now,
  };
}

/** The fields that an edit changes; null when it says nothing. */
export function editedFields(before: CreatorProfile, edit: CreatorProfileEdit): Present<CreatorProfile> | null {
  const { preferences, location, ...others } = edit;
  const fields: Present<CreatorProfile> = present(others);
  const wishes = present(preferences ?? {});
  const place = present(location ?? {});
  if (Object.keys(wishes).length > 0) fields.preferences = { ...before.preferences, ...wishes };
  if (Object.keys(place).length > 0) fields.location = { ...before.location, ...place };
  return Object.keys(fields).length === 0 ? null : fields;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the fields that are undefined: they would take away what is stored. */
function present<T extends object>(fields: T): Present<T> {
  const kept: Present<T> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) Object.assign(kept, { [name]: value });
  return kept;
}

/** The profile as it is shown, platforms always in one order. */
export function viewOf(profile: CreatorProfile): View {
  const { platformBreakdown } = statsWith(profile.stats, {});
  const { twitter, ...always } = platformBreakdown;
  return {
    ...profile,
    stats: {
      ...profile.stats,
      platformBreakdown: twitter === undefined ? always : { ...always, twitter },
    },
    lastSeen: isoOf(profile.lastSeen),
    createdAt: isoOf(profile.createdAt),
    updatedAt: isoOf(profile.updatedAt),
  };
}

export const isoOf = (time: Timestamp): string => time.toDate().toISOString();
