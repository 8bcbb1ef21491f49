import fc from 'fast-check';
import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { isNewlyActive, nextRenameMs, renamesAfter } from '../../functions/src/domains/profiles/logic.ts';
import {
  candidates,
  isFreeFor,
  isReserved,
  suggestedName,
} from '../../functions/src/domains/profiles/usernames/logic.ts';
import { username } from '../../sdk/src/verbs/profiles.ts';

const dayMs = 24 * 3_600_000;

describe('the name that an address suggests', () => {
  test.each([
    ['ann.bo@example.com', 'annbo'],
    ['Ann_Bo+news@example.com', 'Ann_Bonews'],
    ['al@example.com', 'useral'],
    ['日本@example.com', 'user'],
    ['___@example.com', 'user'],
    [`${'x'.repeat(64)}@example.com`, 'x'.repeat(22)],
    ['', 'user'],
    [null, 'user'],
  ])('%j suggests %j', (email, name) => expect(suggestedName(email)).toBe(name));

  test('is always a username, and so are all that are tried after it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string()), fc.integer({ min: 1, max: 6 }), (email, round) => {
        const names = candidates(suggestedName(email), round, Math.random);
        expect(names.length).toBeGreaterThan(0);
        for (const name of names) {
          expect(username.safeParse(name).success).toBe(true);
          expect(isReserved(name)).toBe(false);
        }
      }),
    );
  });

  test('a reserved word is only suggested with a number', () => {
    expect(candidates(suggestedName('admin@example.com'), 1, () => 0.5)).toEqual(['admin1', 'admin2', 'admin555']);
  });
});

test.each(['admin', 'ADMIN', 'support', 'Top', 'feed', 'me', '...', '_._', '__x__'])('%s is reserved', (name) =>
  expect(isReserved(name)).toBe(true),
);
test.each(['admin1', 'me2', 'a.b', '_ann', '__ann', 'ann__'])('%s is not', (name) =>
  expect(isReserved(name)).toBe(false),
);

test('a name is free when nobody has it, when it is one’s own, or when it was held long enough', () => {
  const heldUntil = Timestamp.fromMillis(1000);
  expect(isFreeFor('ann', undefined, 0)).toBe(true);
  expect(isFreeFor('ann', { uid: 'ben', heldUntil: null }, 0)).toBe(false);
  expect(isFreeFor('ann', { uid: 'ben', heldUntil }, 999)).toBe(false);
  expect(isFreeFor('ann', { uid: 'ben', heldUntil }, 1000)).toBe(true);
  expect(isFreeFor('ben', { uid: 'ben', heldUntil }, 0)).toBe(true);
});

test('two renames in 30 days, whenever they were', () => {
  let renamed: Timestamp[] = [];
  const rename = (ms: number) => {
    const next = nextRenameMs(renamed, ms);
    if (next === null) renamed = renamesAfter(renamed, Timestamp.fromMillis(ms));
    return next;
  };
  expect([rename(0), rename(dayMs)]).toEqual([null, null]);
  expect(rename(2 * dayMs)).toBe(30 * dayMs);
  expect(rename(30 * dayMs)).toBeNull();
  expect(rename(30 * dayMs + 1)).toBe(31 * dayMs);
  expect(renamed).toHaveLength(2);
});

test('somebody is newly active once an hour', () => {
  expect(isNewlyActive(undefined, 5)).toBe(true);
  expect(isNewlyActive(0, 3_599_999)).toBe(false);
  expect(isNewlyActive(0, 3_600_000)).toBe(true);
});
