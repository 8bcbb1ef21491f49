import {
  type BreakdownPlatform,
  breakdownPlatforms,
  type SyncAnalytics,
} from '../../../../../sdk/src/verbs/socialsync.ts';
import type { SyncMetrics } from './documents.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** The day of a moment in UTC, yyyy-mm-dd. */
export const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** How many days there are from one to another, both included; 0 or less when they are in the wrong order. */
export const lengthOf = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;

/** Every day from one to another, both included. */
export const daysBetween = (from: string, to: string): string[] =>
  Array.from({ length: lengthOf(from, to) }, (_, index) => dayOf(Date.parse(from) + index * dayMs));

export const daysBefore = (day: string, days: number): string => dayOf(Date.parse(day) - days * dayMs);

/** The counts of each day and of all of them, from the parts that were stored. */
export function analyticsOf(days: readonly string[], parts: readonly SyncMetrics[]): SyncAnalytics {
  const byDay = new Map<string, SyncMetrics[]>(days.map((day) => [day, []]));
  for (const part of parts) byDay.get(part.day)?.push(part);
  return {
    from: days[0] ?? '',
    to: days.at(-1) ?? '',
    totals: countsOf(parts),
    days: [...byDay].map(([day, stored]) => ({ day, ...countsOf(stored) })),
  };
}

function countsOf(parts: readonly SyncMetrics[]): SyncAnalytics['totals'] {
  const sum = (value: (part: SyncMetrics) => number | undefined) =>
    parts.reduce((total, part) => total + (value(part) ?? 0), 0);
  const latencyCount = sum((part) => part.latencyCount);
  const mean = sum((part) => part.latencySumMs) / latencyCount;
  return {
    totalSyncs: sum((part) => part.totalSyncs),
    successfulSyncs: sum((part) => part.successfulSyncs),
    failedSyncs: sum((part) => part.failedSyncs),
    platformBreakdown: perPlatform((platform) => sum((part) => part.platformBreakdown?.[platform])),
    averageLatencyMs: latencyCount === 0 ? null : Math.round(mean * 100) / 100,
    slowRequests: sum((part) => part.slowRequests),
  };
}

const zeros: Readonly<Record<BreakdownPlatform, number>> = {
  tiktok: 0,
  instagram: 0,
  youtube: 0,
  twitch: 0,
  twitter: 0,
};

function perPlatform(value: (platform: BreakdownPlatform) => number): Record<BreakdownPlatform, number> {
  const counts = { ...zeros };
  for (const platform of breakdownPlatforms) counts[platform] = value(platform);
  return counts;
}
