import { counters } from '../../../../sdk/src/verbs/content.ts';
import type { HeatSample } from '../../platform/hotNumber.ts';
import type { Content, Counts } from './documents.ts';

export const noCounts: Readonly<Counts> = { likes: 0, dislikes: 0, saves: 0, shares: 0, views: 0, comments: 0 };

/** The exact counters: the main document's part and the shards' part as of the same instant. A number that a moment's
 *  fold left below zero in one part is made whole by the other; the sum of facts itself is never negative. */
export function countsOf(content: Content, shardPart: Readonly<Counts> = noCounts): Counts {
  const counts = { ...noCounts };
  for (const counter of counters) counts[counter] = (content[counter] ?? 0) + shardPart[counter];
  return counts;
}

/** The figure whose growth stands for the write rate of a content. */
export const totalOf = (content: Content): number =>
  counters.reduce((sum, counter) => sum + (content[counter] ?? 0), 0);

export const heatSampleOf = (content: Content): HeatSample | null =>
  content.heatAt === null || content.heatAt === undefined
    ? null
    : { atMs: content.heatAt.toMillis(), total: content.heatTotal };

export const isVisible = (content: Content | undefined): content is Content => content?.status === 'visible';
