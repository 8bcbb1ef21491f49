import type { SyncPoint } from 'firecircle';
import { exact, percent } from '../content/numbers.ts';
import classes from './History.module.css';
import { looks } from './platforms.ts';

const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** What the chart shows, as numbers that can be read out: every sync, newest first. */
export function HistoryTable({ points, label }: { points: readonly SyncPoint[]; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={label}>
      <table className={classes.table}>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Platform</th>
            <th scope="col">Followers</th>
            <th scope="col">Engagement</th>
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ platform, followers, engagement, totalFollowers, source, syncedAt }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no state, and two syncs may share their millisecond.
            <tr key={`${syncedAt.getTime()} ${platform} ${at}`}>
              <th scope="row">
                <time dateTime={syncedAt.toISOString()}>{full.format(syncedAt)}</time>
                {source === 'auto' && <span className={classes.auto}>auto</span>}
              </th>
              <td>{looks[platform].name}</td>
              <td>{exact(followers)}</td>
              <td>{percent(engagement)}</td>
              <td>{exact(totalFollowers)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
