import { Timestamp } from 'firebase-admin/firestore';
import { expect, test } from 'vitest';
import { refusal } from '../../functions/src/domains/identity/logic.ts';

const caller = { uid: 'alice', anonymous: false, signedInAtMs: 5_000_000 };

test('an ordinary account has no standing and is not refused', () => {
  expect(refusal(caller, undefined)).toBeNull();
  expect(refusal(caller, { role: 'admin' })).toBeNull();
  expect(refusal(caller, { role: 'user', bannedAt: null, tokensValidAfter: null })).toBeNull();
});

test('a ban refuses, whenever the session began', () => {
  expect(refusal(caller, { bannedAt: Timestamp.fromMillis(1) })).toBe('banned');
});

test('a sign-out refuses the sessions before it, and those begun in its own second', () => {
  const signedOutAt = (ms: number) => refusal(caller, { tokensValidAfter: Timestamp.fromMillis(ms) });
  expect(signedOutAt(4_999_999)).toBeNull();
  expect(signedOutAt(5_000_000)).toBe('signed-out');
  expect(signedOutAt(5_000_999)).toBe('signed-out');
});

test('an account that was deleted is refused before all else', () => {
  const at = Timestamp.fromMillis(1);
  expect(refusal(caller, { deletedAt: at, bannedAt: at, tokensValidAfter: at })).toBe('deleted');
});
