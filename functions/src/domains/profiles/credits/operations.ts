import { FieldPath, type QueryDocumentSnapshot, Timestamp } from 'firebase-admin/firestore';
import type { Creator } from '../../../../../sdk/src/verbs/content.ts';
import { untilCommitted } from '../../../platform/attempts.ts';
import { nowMs } from '../../../platform/clock.ts';
import { firestore } from '../../../platform/firestore.ts';
import { enqueueOnce } from '../../../platform/tasks.ts';
import { contents } from '../../content/documents.ts';
import { type Card, cardOf, cardRef } from '../documents.ts';

/** How a card stands in the contents of its user: lists show it without a second read. */
export const creditOf = ({ uid, displayName, avatarUrl }: Card): Creator => ({
  uid,
  displayName,
  ...(avatarUrl === null ? {} : { avatarUrl }),
});

const isSame = (one: Creator | undefined, other: Creator): boolean =>
  one?.displayName === other.displayName && one.avatarUrl === other.avatarUrl;

/** Whether contents show something of this card that has changed. */
export const changesCredits = (before: Card, after: Card): boolean => !isSame(creditOf(before), creditOf(after));

/** Where the rewriting goes on: the last content's place in the order, as plain data. */
export interface Place {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly key: string;
}

const pageSize = 200;

/**
 * Writes a user's card as it is now into one page of that user's contents, newest first, and says where to go on; null =
 * done. May be repeated, in any order with others: when the card changes meanwhile the page is written again, so whoever
 * writes last writes the newest. Counters and all other fields stay. Reads a page and the card twice, writes what differs.
 */
export async function rewriteCredits(uid: string, after: Place | null): Promise<Place | null> {
  return untilCommitted(async () => {
    for (;;) {
      const card = await cardRef(uid).get();
      const stored = card.data();
      if (stored === undefined) return null;
      const credit = creditOf(stored);
      let query = contents()
        .where('creator.uid', '==', uid)
        .orderBy('createdAt', 'desc')
        .orderBy(FieldPath.documentId(), 'desc')
        .limit(pageSize);
      if (after !== null) query = query.startAfter(new Timestamp(after.seconds, after.nanoseconds), after.key);
      const page = (await query.get()).docs;
      const batch = firestore().batch();
      const stale = page.filter((content) => !isSame(content.data().creator, credit));
      for (const { ref } of stale) batch.update(ref, { creator: credit });
      if (stale.length > 0) await batch.commit();

      const now = (await cardRef(uid).get()).data();
      if (now !== undefined && changesCredits(stored, now)) continue;
      const last = page.at(-1);
      if (page.length < pageSize || last === undefined) return null;
      const { seconds, nanoseconds } = last.data().createdAt;
      return { seconds, nanoseconds, key: last.id };
    }
  });
}

/** Rewrites the credits of a card, a page a task. */
export interface CreditTask {
  readonly uid: string;
  /** Names this change of the card, so that each has a chain of tasks of its own. */
  readonly change: string;
  readonly after: Place | null;
}

const queue = 'rewriteCreditsOf';

const enqueue = (task: CreditTask): Promise<void> => enqueueOnce(queue, JSON.stringify(task), task, nowMs());

/** Part of what follows a changed card: its user's contents are to show it. May come twice. */
export async function followCard(before: QueryDocumentSnapshot, after: QueryDocumentSnapshot): Promise<void> {
  if (!changesCredits(cardOf(before), cardOf(after))) return;
  await enqueue({ uid: after.id, change: after.updateTime.toDate().toISOString(), after: null });
}

/** One page, and the next page as a task of its own: it can be cut off anywhere. May be repeated. */
export async function goOnRewriting(task: CreditTask): Promise<void> {
  const after = await rewriteCredits(task.uid, task.after);
  if (after !== null) await enqueue({ ...task, after });
}
