import { randomInt } from 'node:crypto';
import { FieldValue, Timestamp, type WriteBatch } from 'firebase-admin/firestore';
import { codeTypes } from '../../../../../sdk/src/verbs/identity.ts';
import { networkOf } from '../../../platform/address.ts';
import { untilCommitted } from '../../../platform/attempts.ts';
import { nowMs } from '../../../platform/clock.ts';
import { isDemoProject, wholeNumber } from '../../../platform/config.ts';
import { Failure } from '../../../platform/failure.ts';
import { firestore, randomId } from '../../../platform/firestore.ts';
import { appName } from '../../../platform/mail/carriers.ts';
import { exported, type PersonData } from '../../../platform/personData.ts';
import { assertWithin, type Limit } from '../../../platform/rateLimit.ts';
import { codeMail } from '../../mail/logic.ts';
import { addMail } from '../../mail/operations.ts';
import { emailOf } from '../../profiles/operations.ts';
import { type CodeType, codeDigest, codeRef } from './documents.ts';
import { judge, lifetimeMs, type Verdict } from './logic.ts';

/** On one's own machine everybody has one address, and tests ask for codes by the hundred. */
const perMinute = wholeNumber('FIRECIRCLE_CODES_PER_MINUTE', isDemoProject ? 10_000 : 3);
const perHour = wholeNumber('FIRECIRCLE_CODES_PER_HOUR', isDemoProject ? 100_000 : 20);
const byAddress: Limit = { scope: 'codes-address', max: perMinute, windowMs: 60_000 };
const byEmail: Limit = { scope: 'codes-email', max: perMinute, windowMs: 60_000 };
/** Each new code may be guessed at three times: this bounds the guesses at one account, from however many addresses. */
const sentByEmail: Limit = { scope: 'codes-hour', max: perHour, windowMs: 3_600_000 };

/** Takes one use of codes from the address that a call comes from and from the e-mail that it names. 2 writes.
 *  @throws resource-exhausted */
export async function assertMayUseCodes(email: string, address: string): Promise<void> {
  await Promise.all([assertWithin(byAddress, networkOf(address)), assertWithin(byEmail, email)]);
}

/**
 * Mails a new code, which replaces the one of the same address and type. The very same calls are made whether or not
 * the address has an account, and the mail goes out after the answer: nobody can tell. Sign-in codes go to strangers
 * too, who may sign up with one; the others only to accounts. May be repeated. 0 reads, 5 writes.
 * @throws resource-exhausted
 */
export async function sendCode(email: string, type: CodeType, address: string): Promise<void> {
  await Promise.all([assertMayUseCodes(email, address), assertWithin(sentByEmail, email)]);
  const batch = firestore().batch();
  addCode(batch, email, type, { onlyIfAccount: type !== 'sign-in' });
  await batch.commit();
}

/** Adds a new code and its mail to a commit. 2 writes. */
export function addCode(batch: WriteBatch, email: string, type: CodeType, { onlyIfAccount = false } = {}): void {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const now = nowMs();
  batch.set(codeRef(email, type), {
    digest: codeDigest(email, type, code),
    tries: 0,
    used: false,
    op: randomId(),
    createdAt: FieldValue.serverTimestamp(),
    validUntil: Timestamp.fromMillis(now + lifetimeMs),
    expiresAt: Timestamp.fromMillis(now + 12 * lifetimeMs),
  });
  addMail(batch, email, codeMail(appName(), type, code, lifetimeMs / 60_000), { onlyIfAccount });
}

/** Says that a code is right and leaves it usable; a wrong one counts as a try. 1 read, 1 write; and the 2 of the limits.
 *  @throws invalid-argument (code-invalid, code-expired), permission-denied (code-exhausted), resource-exhausted */
export async function checkCode(email: string, type: CodeType, code: string, address: string): Promise<void> {
  await assertMayUseCodes(email, address);
  await guess(email, type, code, { consume: false });
}

/** Uses a code up. Of any number of calls with one code exactly one returns. 1 read, 1 write; and the 2 of the limits.
 *  @throws as `checkCode` */
export async function consumeCode(email: string, type: CodeType, code: string, address: string): Promise<void> {
  await assertMayUseCodes(email, address);
  await guess(email, type, code, { consume: true });
}

/**
 * One guess: one read, and one commit that holds only if the code is still as it was read. Right or wrong, a guess is
 * answered after its commit alone. So of parallel guesses no more are judged than a code has tries, and of parallel right
 * ones one uses it.
 */
async function guess(email: string, type: CodeType, code: string, { consume }: { consume: boolean }): Promise<void> {
  const ref = codeRef(email, type);
  const guessed = codeDigest(email, type, code);
  const op = randomId();
  const verdict = await untilCommitted(async (): Promise<Verdict> => {
    const document = await ref.get();
    const stored = document.data();
    // The random `op` tells that our own commit landed, and only its answer was lost on the way.
    if (stored?.op === op) return stored.digest === guessed ? 'right' : 'wrong';
    if (document.updateTime === undefined) return 'absent';
    const judged = judge(stored, guessed, nowMs());
    const unchanged = { lastUpdateTime: document.updateTime };
    if (judged === 'exhausted') await ref.delete(unchanged);
    else if (judged === 'wrong') await ref.update({ tries: FieldValue.increment(1), op }, unchanged);
    else if (judged === 'right') await ref.update({ used: consume, op }, unchanged);
    return judged;
  });
  answer(verdict);
}

function answer(verdict: Verdict): void {
  if (verdict === 'expired') throw new Failure('invalid-argument', 'OTP expired', { reason: 'code-expired' });
  if (verdict === 'exhausted') {
    throw new Failure('permission-denied', 'Too many attempts', { reason: 'code-exhausted' });
  }
  if (verdict !== 'right') throw codeInvalid();
}

export const codeInvalid = (): Failure => new Failure('invalid-argument', 'Invalid OTP', { reason: 'code-invalid' });

async function codesOf(uid: string) {
  const email = await emailOf(uid);
  return email === null ? [] : firestore().getAll(...codeTypes.map((type) => codeRef(email, type)));
}

export const personData: PersonData = {
  domain: 'codes',
  async *exportOf(uid) {
    for (const code of await codesOf(uid)) {
      const data = code.data();
      if (data !== undefined) yield exported(code.ref.path, data, ['digest', 'op']);
    }
  },
  async erase(uid) {
    for (const code of await codesOf(uid)) await code.ref.delete();
  },
};
