import fc from 'fast-check';
import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import type { Interaction } from '../../functions/src/domains/engagement/documents.ts';
import {
  type Flag,
  flagChange,
  flags,
  flagsOf,
  hasLanded,
  opsBefore,
  viewChange,
  viewWindowMs,
  when,
} from '../../functions/src/domains/engagement/logic.ts';

const stored = (fields: Partial<Interaction> = {}): Interaction => ({
  contentType: 'media',
  contentId: 'x',
  shard: null,
  op: 'op',
  changedAt: Timestamp.fromMillis(0),
  ...fields,
});

describe('setting and taking back a flag', () => {
  test('a like sets the time and keeps no deletion', () => {
    const change = { counter: 'likes', by: 1, fields: { liked: true, likedAt: when, likeDeletedAt: null } };
    expect(flagChange(undefined, 'liked', true)).toEqual(change);
    expect(flagChange(stored({ liked: false, likeDeletedAt: Timestamp.fromMillis(1) }), 'liked', true)).toEqual(change);
  });

  test('an unlike sets the deletion and keeps the time of the like', () => {
    const change = { counter: 'likes', by: -1, fields: { liked: false, likeDeletedAt: when } };
    expect(flagChange(stored({ liked: true }), 'liked', false)).toEqual(change);
  });

  test('what is already so changes nothing', () => {
    expect(flagChange(stored({ liked: true }), 'liked', true)).toBeNull();
    expect(flagChange(stored({ liked: false }), 'liked', false)).toBeNull();
    expect(flagChange(undefined, 'saved', false)).toBeNull();
  });

  test('any sequence of wishes: the counter is 1 while the flag is set and 0 while it is not', () => {
    const names = Object.keys(flags) as Flag[];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), fc.boolean())), (wishes) => {
        let interaction: Interaction | undefined;
        const counters: Record<string, number> = {};
        for (const [flag, wanted] of wishes) {
          const change = flagChange(interaction, flag, wanted);
          if (change === null) continue;
          interaction = stored({ ...interaction, [flag]: change.fields[flag] });
          counters[change.counter] = (counters[change.counter] ?? 0) + change.by;
        }
        for (const flag of names) expect(counters[flags[flag].counter] ?? 0).toBe(Number(interaction?.[flag] ?? false));
      }),
    );
  });
});

describe('views', () => {
  test('the first counts, the next one a day later', () => {
    const viewed = stored({ viewedAt: Timestamp.fromMillis(1000) });
    expect(viewChange(undefined, 0)).toEqual({ counter: 'views', by: 1, fields: { viewedAt: when } });
    expect(viewChange(stored(), 0)).not.toBeNull();
    expect(viewChange(viewed, 1000 + viewWindowMs - 1)).toBeNull();
    expect(viewChange(viewed, 1000 + viewWindowMs)).not.toBeNull();
  });
});

test('the flags of a stranger are all false', () => {
  expect(flagsOf(undefined)).toEqual({ liked: false, saved: false, shared: false, viewed: false });
  expect(flagsOf(stored({ viewedAt: Timestamp.fromMillis(1), saved: true }))).toEqual({
    liked: false,
    saved: true,
    shared: false,
    viewed: true,
  });
});

test('a change is found again below the eight that followed it, and not below nine', () => {
  let interaction = stored({ op: 'ours' });
  for (let later = 1; later <= 9; later += 1) {
    expect(hasLanded(interaction, 'ours')).toBe(true);
    interaction = stored({ op: `later-${later}`, earlierOps: opsBefore(interaction) });
  }
  expect(hasLanded(interaction, 'ours')).toBe(false);
  expect(hasLanded(undefined, 'ours')).toBe(false);
});
