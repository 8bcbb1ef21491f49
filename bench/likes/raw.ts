/** The commit alone: the Admin SDK making the two writes of a like, knowing the state from its own commit before. */
import { FieldValue, type Timestamp } from 'firebase-admin/firestore';
import { firestore } from '../../functions/src/platform/firestore.ts';
import { likeFields, shardOf } from './commit.ts';
import type { Person, Slice, Turn } from './load.ts';

interface Known {
  readonly liked: boolean;
  readonly updateTime: Timestamp;
}

const known = new Map<string, Known>();

export function rawTurn(people: readonly Person[], { shards }: Slice): Turn {
  return async (person, contentId) => {
    const uid = people[person]?.uid ?? '';
    const content = firestore().doc(`contents/media_${contentId}`);
    const fact = firestore().doc(`users/${uid}/interactions/media_${contentId}`);
    const before = known.get(fact.path);
    const liked = before?.liked !== true;
    const shard = shards > 0 ? Math.floor(Math.random() * shards) : null;
    const increment = { likes: FieldValue.increment(liked ? 1 : -1) };
    const batch = firestore().batch();
    if (shard === null) batch.update(content, increment);
    else batch.set(shardOf(content, shard), increment, { merge: true });
    const fields = likeFields(contentId, liked, shard);
    if (before === undefined) batch.create(fact, fields);
    else batch.update(fact, fields, { lastUpdateTime: before.updateTime });
    const [, written] = await batch.commit();
    if (written === undefined) throw new Error('The commit answered without its writes');
    known.set(fact.path, { liked, updateTime: written.writeTime });
  };
}
