import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconChartLine, IconRefresh, IconTable } from '@tabler/icons-react';
import type { SyncPoint } from 'firecircle';
import { type CSSProperties, lazy, Suspense, useMemo, useState } from 'react';
import { counted, exact } from '../content/numbers.ts';
import type { Line } from './Chart.tsx';
import classes from './History.module.css';
import { HistoryTable } from './HistoryTable.tsx';
import { type Figures, looks } from './platforms.ts';
import { linesOf, momentsOf } from './timeline.ts';

const Chart = lazy(async () => ({ default: (await import('./Chart.tsx')).Chart }));

export const spans = [
  { value: '30', label: '30 days', days: 30 },
  { value: '90', label: '90 days', days: 90 },
  { value: 'all', label: 'All', days: undefined },
] as const;
export type Span = (typeof spans)[number]['value'];

interface HistoryProps {
  readonly name: string;
  readonly figures: Figures;
  readonly span: Span;
  readonly onSpan: (span: Span) => void;
  /** Undefined while they are on their way. */
  readonly points: readonly SyncPoint[] | undefined;
  readonly problem: string | undefined;
  readonly onRetry: () => void;
  readonly isOwn: boolean;
}

/** How the figures came about: a chart, and the same as a table. */
export function History({ name, figures, span, onSpan, points, problem, onRetry, isOwn }: HistoryProps) {
  const [look, setLook] = useState<'chart' | 'table'>('chart');
  const [hidden, setHidden] = useState<ReadonlySet<Line>>(new Set());
  const moments = useMemo(
    () => (points === undefined ? [] : momentsOf(points, figures, new Date())),
    [points, figures],
  );
  const spanName = spans.find(({ value }) => value === span)?.label ?? '';
  const label = `Syncs of ${name}, ${spanName === 'All' ? 'all of them' : `${spanName} to the latest`}`;

  function toggle(line: Line) {
    setHidden((before) => {
      const after = new Set(before);
      if (!after.delete(line)) after.add(line);
      return after;
    });
  }

  return (
    <section className={classes.history} aria-label="History">
      <div className={classes.head}>
        <h4 className={classes.title}>History</h4>
        <div className={classes.tools}>
          <SegmentedControl
            aria-label="Span"
            size="xs"
            radius="xl"
            value={span}
            onChange={onSpan}
            data={spans.map(({ value, label: text }) => ({ value, label: text }))}
          />
          <button
            type="button"
            className={classes.look}
            aria-pressed={look === 'table'}
            onClick={() => setLook(look === 'chart' ? 'table' : 'chart')}
          >
            {look === 'chart' ? (
              <IconTable size={16} aria-hidden="true" />
            ) : (
              <IconChartLine size={16} aria-hidden="true" />
            )}
            Table
          </button>
        </div>
      </div>
      {problem !== undefined ? (
        <div className={classes.empty} role="alert">
          <p>{problem}</p>
          <Button variant="light" size="xs" radius="xl" leftSection={<IconRefresh size={15} />} onClick={onRetry}>
            Try again
          </Button>
        </div>
      ) : points === undefined ? (
        <Skeleton className={classes.wait} aria-label="Loading the history" role="status" />
      ) : points.length === 0 ? (
        <div className={classes.empty}>
          <IconChartLine size={26} stroke={1.6} aria-hidden="true" />
          <p>{isOwn ? 'Each sync draws a point here. Make the first one above.' : 'Nothing has been synced yet.'}</p>
        </div>
      ) : look === 'table' ? (
        <HistoryTable points={points} label={label} />
      ) : (
        <>
          <fieldset className={classes.lines} aria-label="Lines">
            {(['total', ...linesOf(moments)] as const).map((line) => (
              <button
                key={line}
                type="button"
                className={classes.line}
                style={{ '--line-color': line === 'total' ? 'var(--ink)' : looks[line].color } as CSSProperties}
                aria-pressed={!hidden.has(line)}
                onClick={() => toggle(line)}
              >
                <svg width="18" height="4" aria-hidden="true">
                  <line
                    x1="0"
                    x2="18"
                    y1="2"
                    y2="2"
                    strokeWidth="3"
                    strokeDasharray={line === 'total' ? undefined : looks[line].dash}
                  />
                </svg>
                {line === 'total' ? 'Total' : looks[line].name}
              </button>
            ))}
          </fieldset>
          <figure className={classes.figure} data-points={points.length}>
            <Suspense fallback={<Skeleton className={classes.wait} aria-label="Loading the chart" role="status" />}>
              <Chart moments={moments} hidden={hidden} label={label} />
            </Suspense>
            <figcaption className={classes.caption}>
              {counted(points.length, 'sync')}, {changeText(moments)}
            </figcaption>
          </figure>
        </>
      )}
    </section>
  );
}

/** The news of the chart in one clause. */
function changeText(moments: ReturnType<typeof momentsOf>): string {
  const [first, last] = [moments[0], moments.at(-1)];
  const change = (last?.total ?? 0) - (first?.total ?? 0);
  if (change === 0) return 'the total is where it was';
  return `${exact(Math.abs(change))} followers ${change > 0 ? 'more' : 'fewer'} than at the first of them`;
}
