/** What every domain that meets people needs of their cards. */
import type { DocumentSnapshot } from 'firebase-admin/firestore';
import { Failure } from '../../platform/failure.ts';
import { shardParts } from '../../platform/hotNumber.ts';
import type { Card } from '../profiles/documents.ts';

export const userNotFound = (): Failure => new Failure('not-found', 'User not found', { reason: 'user-not-found' });

/** The exact number of followers of a card that was just read. Nothing, or N reads and one trip when it is sharded. */
export async function followersNow(card: DocumentSnapshot<Card>): Promise<number> {
  const { followers = 0, shards = 0 } = card.data() ?? {};
  if (shards === 0) return followers;
  const parts = await shardParts([{ main: card.ref, shards }], ['followers'], card.readTime);
  return followers + (parts.get(card.ref.path)?.followers ?? 0);
}
