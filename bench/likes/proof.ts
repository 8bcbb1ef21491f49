import { firestore } from '../../functions/src/platform/firestore.ts';
import type { Person } from './load.ts';

export interface Proof {
  readonly contents: number;
  readonly facts: number;
  readonly likes: number;
  readonly faults: readonly string[];
}

/** Compares every counter (content and its shards) with the likes that are on record for it. */
export async function proveCounters(
  contentIds: readonly string[],
  people: readonly Person[],
  onProgress: (done: string) => void,
): Promise<Proof> {
  const wanted = new Set(contentIds);
  const counted = new Map<string, number>();
  const add = (to: Map<string, number>, id: string, by: unknown) =>
    to.set(id, (to.get(id) ?? 0) + (typeof by === 'number' ? by : 0));
  const contents = await firestore().collection('contents').select('contentId', 'likes').get();
  for (const content of contents.docs) add(counted, content.get('contentId'), content.get('likes'));
  const shards = await firestore().collectionGroup('shards').select('likes').get();
  for (const shard of shards.docs) {
    add(counted, shard.ref.parent.parent?.id.slice('media_'.length) ?? '', shard.get('likes'));
  }
  const liked = new Map<string, number>();
  let facts = 0;
  for (const [index, { uid }] of people.entries()) {
    const own = await firestore().collection(`users/${uid}/interactions`).select('contentId', 'liked').get();
    facts += own.size;
    for (const fact of own.docs) add(liked, fact.get('contentId'), fact.get('liked') === true ? 1 : 0);
    if (index % 32 === 31) onProgress(`${index + 1} of ${people.length} people`);
  }
  const faults = [...wanted].flatMap((id) => {
    const [counter, real] = [counted.get(id), liked.get(id) ?? 0];
    return counter === real ? [] : [`media/${id}: the counter says ${counter}, the likes on record are ${real}`];
  });
  const likes = [...wanted].reduce((sum, id) => sum + (liked.get(id) ?? 0), 0);
  return { contents: wanted.size, facts, likes, faults };
}
