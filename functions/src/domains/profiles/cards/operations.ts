/** What every domain that meets people needs of their cards. */
import type { DocumentSnapshot, WriteBatch } from 'firebase-admin/firestore';
import { Failure } from '../../../platform/failure.ts';
import { addMoves, chooseShard, shardParts } from '../../../platform/hotNumber.ts';
import type { Card } from '../documents.ts';

export const userNotFound = (): Failure => new Failure('not-found', 'User not found', { reason: 'user-not-found' });

/** The exact number of followers of a card that was just read. Nothing, or N reads and one trip when it is sharded. */
export async function followersNow(card: DocumentSnapshot<Card>): Promise<number> {
  const { followers = 0, shards = 0 } = card.data() ?? {};
  if (shards === 0) return followers;
  const parts = await shardParts([{ main: card.ref, shards }], ['followers'], card.readTime);
  return followers + (parts.get(card.ref.path)?.followers ?? 0);
}

/** Moves a card's numbers; a card that is gone has none. Answers the shard that the followers went to. */
export function moveCard(
  batch: WriteBatch,
  card: DocumentSnapshot<Card>,
  { followers = 0, following = 0 }: { followers?: number; following?: number },
): number | null {
  const stored = card.data();
  if (stored === undefined) return null;
  const shard = followers === 0 ? null : chooseShard(stored.shards);
  if (shard !== null) addMoves(batch, card.ref, shard, { followers });
  const moves = {
    ...(shard === null && followers !== 0 ? { followers } : {}),
    ...(following === 0 ? {} : { following }),
  };
  if (Object.keys(moves).length > 0) addMoves(batch, card.ref, null, moves);
  return shard;
}
