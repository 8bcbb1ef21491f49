import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { brief, exact } from '../content/numbers.ts';
import classes from './Chart.module.css';
import { looks, type Platform } from './platforms.ts';
import { linesOf, type Moment } from './timeline.ts';

export type Line = Platform | 'total';

interface ChartProps {
  readonly moments: readonly Moment[];
  readonly hidden: ReadonlySet<Line>;
  /** What the picture shows, in words. */
  readonly label: string;
}

const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const hour = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' });
/** A chart of less is told by the hours of the day. */
const shortMs = 36 * 3_600_000;
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** Lines of followers over time. By keyboard: the arrows walk from moment to moment. */
export function Chart({ moments, hidden, label }: ChartProps) {
  const isShort = (moments.at(-1)?.at ?? 0) - (moments[0]?.at ?? 0) < shortMs;
  const lines = linesOf(moments).filter((platform) => !hidden.has(platform));
  return (
    <LineChart
      className={classes.chart ?? ''}
      data={moments.map((moment) => ({ ...moment }))}
      dataKey="at"
      series={[
        ...(hidden.has('total') ? [] : [{ name: 'total', label: 'Total', color: 'var(--ink)' }]),
        ...lines.map((platform) => ({
          name: platform,
          label: looks[platform].name,
          color: looks[platform].color,
          strokeDasharray: looks[platform].dash,
        })),
      ]}
      curveType="stepAfter"
      withDots={false}
      strokeWidth={2.25}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="2 5"
      valueFormatter={brief}
      xAxisProps={{
        type: 'number',
        scale: 'time',
        domain: ['dataMin', 'dataMax'],
        tickFormatter: (at: number) => (isShort ? hour : day).format(at),
        minTickGap: 28,
        tickMargin: 8,
      }}
      yAxisProps={{ width: 44, domain: [0, 'auto'] }}
      lineChartProps={{ title: label, margin: { top: 10, right: 8, bottom: 2, left: 0 } }}
      tooltipProps={{
        labelFormatter: (at) => (typeof at === 'number' ? full.format(at) : ''),
        content: ({ payload, label: at }) => (
          <div className={classes.tip}>
            <strong>{typeof at === 'number' ? full.format(at) : ''}</strong>
            {payload.map(({ dataKey, value, color }) => (
              <span key={String(dataKey)} style={{ color }}>
                <i /> {nameOf(String(dataKey))}
                <b>{typeof value === 'number' ? exact(value) : ''}</b>
              </span>
            ))}
          </div>
        ),
      }}
    />
  );
}

const nameOf = (line: string): string =>
  line === 'total' ? 'Total' : (Object.entries(looks).find(([platform]) => platform === line)?.[1].name ?? line);
