import { FieldValue, Timestamp, type WriteBatch } from 'firebase-admin/firestore';
import { userByEmail } from '../../platform/auth.ts';
import { nowMs } from '../../platform/clock.ts';
import { firestore, isWorthRereading } from '../../platform/firestore.ts';
import { log } from '../../platform/log.ts';
import { carry } from '../../platform/mail/carriers.ts';
import { exported, type PersonData } from '../../platform/personData.ts';
import { emailOf } from '../profiles/operations.ts';
import { type Message, mailRef, mails, newMailRef } from './documents.ts';
import { pauseAfter, stepFor } from './logic.ts';

const dayMs = 24 * 3_600_000;
const leaseMs = 60_000;

/** Adds a mail to a commit. It goes out after that commit, and only with it. 1 write.
 *  `onlyIfAccount`: dropped undelivered when the address belongs to nobody. */
export function addMail(batch: WriteBatch, to: string, message: Message, { onlyIfAccount = false } = {}): void {
  const now = nowMs();
  batch.create(newMailRef(), {
    to,
    message,
    onlyIfAccount,
    delivery: {
      state: 'PENDING',
      attempts: 0,
      startTime: FieldValue.serverTimestamp(),
      endTime: null,
      leaseExpireTime: null,
      error: null,
      info: null,
    },
    createdAt: FieldValue.serverTimestamp(),
    textUntil: Timestamp.fromMillis(now + dayMs),
    expiresAt: Timestamp.fromMillis(now + 30 * dayMs),
  });
}

/** Sends one mail. May be repeated. 1 write. */
export async function sendMail(to: string, message: Message): Promise<void> {
  const batch = firestore().batch();
  addMail(batch, to, message);
  await batch.commit();
}

/** Until when this mail needs nobody; null = for ever. */
export type NextTry = number | null;

/**
 * Tries to deliver a mail and says when to look at it again. Safe to call twice, at once too: whoever delivers holds a
 * lease, and the other one is told when it ends, in case its holder died. A carrier that took the mail and died before we
 * could note it may get it again, under the same id. Reads 1, writes 2.
 * @throws Firestore's errors; whoever called calls again
 */
export async function deliverMail(id: string): Promise<NextTry> {
  const document = await mailRef(id).get();
  const mail = document.data();
  if (mail === undefined || mail.message === null || document.updateTime === undefined) return null;
  const now = nowMs();
  const step = stepFor(mail.delivery, now);
  if (step.kind === 'done') return null;
  if (step.kind === 'wait') return step.untilMs;
  const attempts = mail.delivery.attempts + 1;
  try {
    await mailRef(id).update(
      {
        'delivery.state': 'PROCESSING',
        'delivery.attempts': attempts,
        'delivery.leaseExpireTime': Timestamp.fromMillis(now + leaseMs),
      },
      { lastUpdateTime: document.updateTime },
    );
  } catch (error) {
    // Somebody else was faster, or it was us and the answer was lost: the lease tells.
    if (isWorthRereading(error)) return now + leaseMs;
    throw error;
  }
  if (mail.onlyIfAccount && (await userByEmail(mail.to)) === null) {
    await mailRef(id).delete();
    return null;
  }
  try {
    const info = await carry({ id, to: mail.to, ...mail.message });
    await endTry(id, { 'delivery.state': 'SUCCESS', 'delivery.info': info, 'delivery.error': null });
    return null;
  } catch (error) {
    const pauseMs = pauseAfter(attempts);
    const sentence = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    // Carriers like to name the address; the log is not to.
    const reason = sentence.replaceAll(mail.to, '(the address)');
    log(pauseMs === null ? 'ERROR' : 'WARNING', 'A mail could not be delivered', { mail: id, reason });
    await endTry(id, { 'delivery.state': pauseMs === null ? 'ERROR' : 'RETRY', 'delivery.error': sentence });
    return pauseMs === null ? null : nowMs() + pauseMs;
  }
}

const endTry = (id: string, outcome: Record<string, unknown>): Promise<unknown> =>
  mailRef(id)
    .withConverter(null)
    .update({ ...outcome, 'delivery.leaseExpireTime': null, 'delivery.endTime': FieldValue.serverTimestamp() });

const pageSize = 400;

/** Empties the text of mails that are older than a day. May be repeated. Reads and writes one per mail.
 *  Answers how many it emptied. */
export async function forgetMails(): Promise<number> {
  let forgotten = 0;
  for (;;) {
    const old = await mails().where('textUntil', '<=', Timestamp.fromMillis(nowMs())).limit(pageSize).get();
    if (old.empty) return forgotten;
    const batch = firestore().batch();
    for (const { ref } of old.docs) batch.update(ref, { message: null, textUntil: FieldValue.delete() });
    await batch.commit();
    forgotten += old.size;
  }
}

async function mailsTo(uid: string) {
  const email = await emailOf(uid);
  return email === null ? [] : (await mails().where('to', '==', email).get()).docs;
}

export const personData: PersonData = {
  domain: 'mail',
  async *exportOf(uid) {
    for (const mail of await mailsTo(uid)) yield exported(mail.ref.path, mail.data(), ['message']);
  },
  async erase(uid) {
    for (const mail of await mailsTo(uid)) await mail.ref.delete();
  },
};
