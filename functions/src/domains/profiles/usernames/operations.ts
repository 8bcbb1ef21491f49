import { type DocumentSnapshot, Timestamp, type WriteBatch } from 'firebase-admin/firestore';
import { isContentId as canNameADocument } from '../../../../../sdk/src/verbs/names.ts';
import { nowMs } from '../../../platform/clock.ts';
import { Failure } from '../../../platform/failure.ts';
import { getGroups } from '../../../platform/firestore.ts';
import { userNotFound } from '../cards/operations.ts';
import { type Reservation, reservationRef } from '../documents.ts';
import { candidates, holdMs, isFreeFor, isReserved, suggestedName } from './logic.ts';

const usernameTaken = (): Failure =>
  new Failure('already-exists', 'Username is already taken', { reason: 'username-taken' });

/** A name and its reservation as it was read. */
export interface FreeName {
  readonly name: string;
  readonly reservation: DocumentSnapshot<Reservation>;
}

/** Takes a name in the version in which it was read: of two who want it at once, one commit fails. */
export function reserve(batch: WriteBatch, uid: string, { reservation: { ref, updateTime } }: FreeName): void {
  if (updateTime === undefined) batch.create(ref, { uid, heldUntil: null });
  else batch.update(ref, { uid, heldUntil: null }, { lastUpdateTime: updateTime });
}

const maxRounds = 6;

/** A name that an address suggests and that nobody has. Reads 4, more when those are taken.
 *  @throws unavailable */
export async function freeName(uid: string, email: string | null): Promise<FreeName> {
  for (let round = 1; round <= maxRounds; round += 1) {
    const names = candidates(suggestedName(email), round, Math.random);
    const [found] = await getGroups(names.map(reservationRef));
    for (const [index, name] of names.entries()) {
      const reservation = found[index];
      if (reservation !== undefined && isFreeFor(uid, reservation.data(), nowMs())) return { name, reservation };
    }
  }
  throw new Failure('unavailable', 'No free username was found, please try again', { retryAfterMs: 1000 });
}

/** A name that this user may have, as it was read. Reads 1. @throws already-exists (username-taken) */
export async function wishedName(uid: string, name: string): Promise<FreeName> {
  if (isReserved(name)) throw usernameTaken();
  const reservation = await reservationRef(name).get();
  if (!isFreeFor(uid, reservation.data(), nowMs())) throw usernameTaken();
  return { name, reservation };
}

/** Whether a username may be taken, before anything is made. Only a hint: the commit decides. 1 read.
 *  @throws already-exists (username-taken) */
export async function assertNameIsFree(username: string): Promise<void> {
  await wishedName('', username);
}

/** Keeps a name for its former user for a while. */
export function hold(batch: WriteBatch, uid: string, username: string): void {
  batch.set(reservationRef(username), { uid, heldUntil: Timestamp.fromMillis(nowMs() + holdMs) });
}

/** Gives a name back at once. */
export function release(batch: WriteBatch, username: string): void {
  batch.delete(reservationRef(username));
}

/** Whose username it is now; a name that is only held for its former user is nobody's. Reads 1.
 *  @throws not-found */
export async function ownerOf(username: string): Promise<string> {
  const reservation = canNameADocument(username) ? (await reservationRef(username).get()).data() : undefined;
  if (reservation === undefined || reservation.heldUntil !== null) throw userNotFound();
  return reservation.uid;
}
