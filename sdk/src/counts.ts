import { type DocumentReference, getDocFromServer, getDocs, getDocsFromServer } from 'firebase/firestore';
import { readContent, readShard, type StoredContent, shardsRef } from './documents.ts';
import { contentNotFound, toFirecircleError } from './errors.ts';
import { isOneFold, trueCounts } from './logic.ts';
import type { Counter } from './verbs/names.ts';

/** A fold happens at most once a second, so two readings in a row between two folds are all but certain. */
const foldTries = 4;

/** The content as the server has it now. @throws not-found when it is absent or not visible */
export async function readContentFromServer(ref: DocumentReference): Promise<StoredContent> {
  const content = readContent(await notFoundWhenHidden(getDocFromServer(ref)));
  if (content === null) throw contentNotFound();
  return content;
}

/** The rules let nobody read a content that is not visible, which is the same as not being there. */
export async function notFoundWhenHidden<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const failure = toFirecircleError(error);
    throw failure.code === 'permission-denied' ? contentNotFound(failure) : failure;
  }
}

/**
 * The true counts of a hot content: the main document plus its shards. They are two reads, and a fold between them
 * would lose or double what it moves; main and shards name their last fold, so such a pair is noticed and read again.
 * Costs 1 read for each shard. Offline it is the sum of what this device knows.
 */
export async function withShards(ref: DocumentReference, read: StoredContent): Promise<Record<Counter, number>> {
  let content = read;
  for (let attempt = 1; ; attempt++) {
    if (content.shards === 0) return content.counts;
    const found = await getDocs(shardsRef(ref));
    const shards = found.docs.map(readShard);
    if (found.metadata.fromCache || attempt === foldTries || isOneFold(content, shards)) {
      return trueCounts(content, shards);
    }
    content = await readContentFromServer(ref);
  }
}

/** The true counts as the server has them now. Costs 1 read, and 1 for each shard of a hot content. */
export async function countsFromServer(ref: DocumentReference, hot: boolean): Promise<Record<Counter, number>> {
  if (hot) {
    // Both at once: a hot content should not wait for two round trips.
    const [content, found] = await Promise.all([readContentFromServer(ref), getDocsFromServer(shardsRef(ref))]);
    const shards = found.docs.map(readShard);
    if (isOneFold(content, shards)) return trueCounts(content, shards);
    return withShards(ref, await readContentFromServer(ref));
  }
  return withShards(ref, await readContentFromServer(ref));
}
