import type { SyncPoint } from 'firecircle';
import { type Figures, type Platform, platforms } from './platforms.ts';

/** One moment of the chart: what each line stands at. A platform that nobody had synced by then has no value. */
export type Moment = { readonly at: number; readonly total: number } & { readonly [name in Platform]?: number };

/**
 * The lines of a chart from the syncs of a span of time. Between two syncs of a platform its line stays where it was. A
 * platform without a sync in the span has not moved since, so it stands all along where it stands now. A single sync
 * makes a line up to the present, or it would be a point that nobody sees.
 */
export function momentsOf(points: readonly SyncPoint[], figures: Figures, now: Date): Moment[] {
  const oldestFirst = points.toSorted((a, b) => a.syncedAt.getTime() - b.syncedAt.getTime());
  const moved = new Set(oldestFirst.map(({ platform }) => platform));
  const known: { [name in Platform]?: number } = {};
  for (const platform of platforms) {
    const followers = figures.platformBreakdown[platform]?.followers ?? 0;
    if (followers > 0 && !moved.has(platform)) known[platform] = followers;
  }
  const moments = oldestFirst.map(({ platform, followers, totalFollowers, syncedAt }): Moment => {
    known[platform] = followers;
    return { ...known, at: syncedAt.getTime(), total: totalFollowers };
  });
  const [only] = moments;
  return moments.length === 1 && only ? [only, { ...only, at: now.getTime() }] : moments;
}

/** The platforms that have a line. */
export const linesOf = (moments: readonly Moment[]): Platform[] =>
  platforms.filter((platform) => moments.some((moment) => moment[platform] !== undefined));
