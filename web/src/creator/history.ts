import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type BreakdownPlatform, type Firecircle, followerHistory, type SyncPoint } from 'firecircle';
import { useEffect, useMemo } from 'react';
import { useSitting } from '../seat/sitting.ts';
import { type Span, spans } from './History.tsx';

/** What a chart can bear, and one page holds. Ten syncs a minute make no more of a history readable. */
const mostPoints = 500;

export interface FollowerHistory {
  /** Newest first; undefined while they are on their way. */
  readonly points: readonly SyncPoint[] | undefined;
  readonly syncedAt: Readonly<Partial<Record<BreakdownPlatform, Date>>>;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** A span ends with the latest sync, not today: the figures of somebody who has not synced for a while still have a past. */
async function loadPoints(firecircle: Firecircle, uid: string, days: number | undefined): Promise<SyncPoint[]> {
  let from: Date | undefined;
  if (days !== undefined) {
    const [latest] = (await followerHistory(firecircle, uid, { limit: 1 })).items;
    if (latest === undefined) return [];
    from = new Date(latest.syncedAt.getTime() - days * 86_400_000);
  }
  const { items } = await followerHistory(firecircle, uid, { limit: mostPoints, ...(from && { from }) });
  return items.reverse();
}

/** The syncs of a span of time, read again whenever the profile has changed. */
export function useHistory(uid: string, span: Span, changedAt: string): FollowerHistory {
  const { seat } = useSitting();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: [seat.id, 'history', uid, span],
    queryFn: () => loadPoints(seat.firecircle, uid, spans.find(({ value }) => value === span)?.days),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time of the change is the reason to read again.
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: [seat.id, 'history', uid] });
  }, [queries, seat, uid, changedAt]);

  // A shorter span must not make one forget what a longer one has told.
  const syncedAt = useMemo(() => {
    const latest: { [name in BreakdownPlatform]?: Date } = {};
    for (const { value } of spans) {
      const points = value === span ? query.data : queries.getQueryData<SyncPoint[]>([seat.id, 'history', uid, value]);
      for (const { platform, syncedAt: at } of points ?? []) {
        const known = latest[platform];
        if (known === undefined || known < at) latest[platform] = at;
      }
    }
    return latest;
  }, [query.data, queries, seat, uid, span]);
  return { points: query.data, syncedAt, error: query.error, retry: () => void query.refetch() };
}
