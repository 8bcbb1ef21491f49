import { setTimeout as delay } from 'node:timers/promises';
import { getAuth } from 'firebase-admin/auth';
import { FieldValue } from 'firebase-admin/firestore';
import { type Caller, userById } from '../../platform/auth.ts';
import { nowMs } from '../../platform/clock.ts';
import { Failure, unauthenticated } from '../../platform/failure.ts';
import { firebaseApp } from '../../platform/firebase.ts';
import { getTogether } from '../../platform/firestore.ts';
import { exported, type PersonData } from '../../platform/personData.ts';
import { accountRef, cardRef } from '../profiles/documents.ts';
import { type Role, type Standing, standingRef } from './documents.ts';
import { refusal } from './logic.ts';

/** Refuses a banned, signed-out or deleted caller. The standing is read with the flow's first BatchGet, never on its own.
 *  @throws unauthenticated; its `reason` is banned, signed-out or deleted */
export function assertStanding(caller: Caller, standing: Standing | undefined): void {
  const reason = refusal(caller, standing);
  if (reason !== null) throw unauthenticated(reason);
}

/** Who may call the verbs of a table: an account that signed up and is in good standing, for `admin` one whose stored
 *  role (not its token's claim) says so. Costs 1 read.
 *  @throws unauthenticated, permission-denied */
export async function admit(caller: Caller, who: 'user' | 'admin'): Promise<void> {
  const standing = (await standingRef(caller.uid).get()).data();
  assertStanding(caller, standing);
  if (who === 'admin' && standing?.role !== 'admin') {
    throw new Failure('permission-denied', 'Only an admin may do this', { reason: 'not-admin' });
  }
  if (caller.anonymous) throw unauthenticated('anonymous');
}

/** Gives an account its role, in force from the next request. The token's claim and the card follow as hints. May be
 *  repeated. 2 reads, 2 to 3 writes, 2 calls of Firebase Auth.
 *  @throws not-found */
export async function setRole(uid: string, role: Role): Promise<void> {
  const user = await userById(uid);
  if (user === null) throw new Failure('not-found', 'User not found', { reason: 'user-not-found' });
  await standingRef(uid).set({ role }, { merge: true });
  const [card, account] = await getTogether(cardRef(uid), accountRef(uid));
  if (card.exists) await card.ref.update({ role });
  if (account.exists && role === 'seller') await account.ref.update({ sellerStatus: 'approved' });
  // Firebase Auth sets all claims at once; the project may have given the account some of its own.
  await getAuth(firebaseApp()).setCustomUserClaims(uid, { ...user.customClaims, role });
}

/** Bans an account from the next request on, in operations and in rules at once. May be repeated. */
export async function banUser(uid: string, reason: string | null = null): Promise<void> {
  await standingRef(uid).set({ bannedAt: FieldValue.serverTimestamp(), banReason: reason }, { merge: true });
}

/** Lifts a ban. May be repeated. */
export async function unbanUser(uid: string): Promise<void> {
  await standingRef(uid).set({ bannedAt: null, banReason: null }, { merge: true });
}

/** Ends every session of an account: their tokens are refused from the next request. Answers when the second of the
 *  sign-out is over, so that whoever signs in after the answer has a session that counts. May be repeated. 1 write. */
export async function signOutEverywhere(uid: string): Promise<void> {
  const { writeTime } = await standingRef(uid).set({ tokensValidAfter: FieldValue.serverTimestamp() }, { merge: true });
  await getAuth(firebaseApp()).revokeRefreshTokens(uid);
  await delay(Math.max(0, Math.min(1000, (writeTime.seconds + 1) * 1000 - nowMs())));
}

export const personData: PersonData = {
  domain: 'identity',
  async *exportOf(uid) {
    const standing = await standingRef(uid).get();
    const data = standing.data();
    if (data !== undefined) yield exported(standing.ref.path, data);
  },
  /** What refuses the tokens that are still about stays, by the digest of the uid, until they are over. */
  async erase(uid) {
    const standing = standingRef(uid);
    if (!(await standing.get()).exists) return;
    await standing.update({ role: FieldValue.delete(), bannedAt: FieldValue.delete(), banReason: FieldValue.delete() });
  },
};
