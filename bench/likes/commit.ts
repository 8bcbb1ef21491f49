import { type DocumentReference, FieldValue } from 'firebase-admin/firestore';
import { randomId } from '../../functions/src/platform/firestore.ts';

/** The fields that a like or an unlike writes into the interaction, as our operations do. */
export function likeFields(contentId: string, liked: boolean, shard: number | null) {
  const now = FieldValue.serverTimestamp();
  return {
    liked,
    ...(liked ? { likedAt: now, likeDeletedAt: null } : { likeDeletedAt: now }),
    contentType: 'media',
    contentId,
    shard,
    op: randomId(),
    changedAt: now,
  };
}

export const shardOf = (content: DocumentReference, shard: number): DocumentReference =>
  content.collection('shards').doc(String(shard));
