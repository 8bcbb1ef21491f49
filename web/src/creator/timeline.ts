import type { SyncPoint } from 'firecircle';
import { type Figures, type Platform, platforms } from './platforms.ts';

/** One moment of the chart: what each line stands at. A platform that nobody had synced by then has no value. */
export type Moment = { readonly at: number; readonly total: number } & { readonly [name in Platform]?: number };

/**
 * The lines of a chart from the syncs of a span of time. Between two syncs of a platform its line stays where it was. A
 * platform without a sync in the span has not moved in it, so it stands all along where it stands now. The last moment is
 * the present, which makes the chart as live as the figures beside it.
 */
export function momentsOf(points: readonly SyncPoint[], figures: Figures, now: Date): Moment[] {
  const oldestFirst = points.toSorted((a, b) => a.syncedAt.getTime() - b.syncedAt.getTime());
  const moved = new Set(oldestFirst.map(({ platform }) => platform));
  const known: { [name in Platform]?: number } = {};
  for (const platform of platforms) {
    const figure = figures.platformBreakdown[platform];
    if (figure !== undefined && figure.followers > 0 && !moved.has(platform)) known[platform] = figure.followers;
  }

  const moments: Moment[] = [];
  for (const { platform, followers, totalFollowers, syncedAt } of oldestFirst) {
    known[platform] = followers;
    moments.push({ ...known, at: syncedAt.getTime(), total: totalFollowers });
  }
  if (moments.length === 0) return [];
  for (const platform of moved)
    known[platform] = figures.platformBreakdown[platform]?.followers ?? known[platform] ?? 0;
  moments.push({ ...known, at: now.getTime(), total: figures.totalFollowers });
  return moments;
}

/** The platforms that have a line. */
export const linesOf = (moments: readonly Moment[]): Platform[] =>
  platforms.filter((platform) => moments.some((moment) => moment[platform] !== undefined));
