import { counters } from '../../../../sdk/src/verbs/content.ts';
import type { Content, Counts } from './documents.ts';

export const noCounts: Readonly<Counts> = { likes: 0, dislikes: 0, saves: 0, shares: 0, views: 0, comments: 0 };

/** The exact counters: the main document's part and the shards' part as of the same instant. A number that a moment's
 *  fold left below zero in one part is made whole by the other; the sum of facts itself is never negative. */
export function countsOf(content: Content, shardPart: Readonly<Counts> = noCounts): Counts {
  const counts = { ...noCounts };
  for (const counter of counters) counts[counter] = (content[counter] ?? 0) + shardPart[counter];
  return counts;
}

export const isVisible = (content: Content | undefined): content is Content => content?.status === 'visible';
