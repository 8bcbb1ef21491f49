import type { Counter } from '../content/documents.ts';
import type { Interaction } from './documents.ts';

/** The flags that a user sets and takes back, and what each is called in an interaction and in the counters. */
export const flags = {
  liked: { at: 'likedAt', deletedAt: 'likeDeletedAt', counter: 'likes' },
  disliked: { at: 'dislikedAt', deletedAt: 'dislikeDeletedAt', counter: 'dislikes' },
  saved: { at: 'savedAt', deletedAt: 'saveDeletedAt', counter: 'saves' },
  shared: { at: 'sharedAt', deletedAt: 'shareDeletedAt', counter: 'shares' },
} as const satisfies Record<string, { at: keyof Interaction; deletedAt: keyof Interaction; counter: Counter }>;

export type Flag = keyof typeof flags;

/** A change of one interaction and the one counter that it moves. `when` marks a field that gets the commit's time. */
export interface Change {
  readonly counter: Counter;
  readonly by: 1 | -1;
  readonly fields: Readonly<Record<string, boolean | null | typeof when>>;
}

export const when = Symbol('the time of the commit');

/** What setting a flag changes; null when it is already so. Setting keeps no old deletion, taking back keeps the old time. */
export function flagChange(before: Interaction | undefined, flag: Flag, wanted: boolean): Change | null {
  if ((before?.[flag] ?? false) === wanted) return null;
  const { at, deletedAt, counter } = flags[flag];
  return wanted
    ? { counter, by: 1, fields: { [flag]: true, [at]: when, [deletedAt]: null } }
    : { counter, by: -1, fields: { [flag]: false, [deletedAt]: when } };
}

export const viewWindowMs = 24 * 60 * 60 * 1000;

/** What a view changes; null within 24 hours of the viewer's last counted one. */
export function viewChange(before: Interaction | undefined, nowMs: number): Change | null {
  const viewedAtMs = before?.viewedAt?.toMillis();
  if (viewedAtMs !== undefined && nowMs - viewedAtMs < viewWindowMs) return null;
  return { counter: 'views', by: 1, fields: { viewedAt: when } };
}

export interface UserFlags {
  readonly liked: boolean;
  readonly saved: boolean;
  readonly shared: boolean;
  readonly viewed: boolean;
}

/** The caller's flags; all false for a stranger. */
export const flagsOf = (interaction: Interaction | undefined): UserFlags => ({
  liked: interaction?.liked ?? false,
  saved: interaction?.saved ?? false,
  shared: interaction?.shared ?? false,
  viewed: interaction?.viewedAt !== undefined,
});

/** The moves of the counters that make an interaction count for nothing. Of a viewer who came back on several days one
 *  view is known, and taken back. */
export function takenBack(before: Interaction): Partial<Record<Counter, -1>> {
  const moves: Partial<Record<Counter, -1>> = {};
  for (const flag of flagNames) if (before[flag]) moves[flags[flag].counter] = -1;
  if (before.viewedAt !== undefined) moves.views = -1;
  return moves;
}

const flagNames: readonly Flag[] = ['liked', 'disliked', 'saved', 'shared'];

const rememberedOps = 8;

/** The op ids that a change by the server leaves behind itself. */
export const opsBefore = (before: Interaction | undefined): string[] =>
  before === undefined ? [] : [before.op, ...(before.earlierOps ?? [])].slice(0, rememberedOps);

/** Whether the change `op` is in what is stored now, even below later changes. */
export const hasLanded = (stored: Interaction | undefined, op: string): boolean =>
  stored !== undefined && (stored.op === op || (stored.earlierOps ?? []).includes(op));
