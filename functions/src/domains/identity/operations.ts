import { getAuth } from 'firebase-admin/auth';
import { FieldValue } from 'firebase-admin/firestore';
import type { Caller } from '../../platform/auth.ts';
import { Failure, unauthenticated } from '../../platform/failure.ts';
import { firebaseApp } from '../../platform/firebase.ts';
import { firestore } from '../../platform/firestore.ts';
import { banRef, type Role, type Standing, standingRef } from './documents.ts';
import { refusal } from './logic.ts';

/** Refuses a banned or signed-out caller. The standing is read with the flow's first BatchGet, never on its own.
 *  @throws unauthenticated */
export function assertStanding(caller: Caller, standing: Standing | undefined): void {
  const reason = refusal(caller, standing);
  if (reason !== null) throw unauthenticated(reason);
}

/** Who may call the verbs of a table: an account in good standing, for `admin` one whose stored role (not its token's
 *  claim) says so. Costs 1 read.
 *  @throws unauthenticated, permission-denied */
export async function admit(caller: Caller, who: 'user' | 'admin'): Promise<void> {
  const standing = (await standingRef(caller.uid).get()).data();
  assertStanding(caller, standing);
  if (who === 'admin' && standing?.role !== 'admin') {
    throw new Failure('permission-denied', 'Only an admin may do this', { reason: 'not-admin' });
  }
}

/** Gives an account its role, in force from the next request. The token's claim follows as a hint. May be repeated. */
export async function setRole(uid: string, role: Role): Promise<void> {
  await standingRef(uid).set({ role }, { merge: true });
  await getAuth(firebaseApp()).setCustomUserClaims(uid, { role });
}

/** Bans an account from the next request on, in operations and in rules at once. May be repeated. */
export async function banUser(uid: string): Promise<void> {
  const batch = firestore().batch();
  batch.set(standingRef(uid), { bannedAt: FieldValue.serverTimestamp() }, { merge: true });
  batch.set(banRef(uid), { bannedAt: FieldValue.serverTimestamp() });
  await batch.commit();
}

/** Lifts a ban. May be repeated. */
export async function unbanUser(uid: string): Promise<void> {
  const batch = firestore().batch();
  batch.set(standingRef(uid), { bannedAt: null }, { merge: true });
  batch.delete(banRef(uid));
  await batch.commit();
}

/** Ends every session of an account: tokens that were issued before are refused from the next request. May be repeated. */
export async function signOutEverywhere(uid: string): Promise<void> {
  await standingRef(uid).set({ tokensValidAfter: FieldValue.serverTimestamp() }, { merge: true });
  await getAuth(firebaseApp()).revokeRefreshTokens(uid);
}
