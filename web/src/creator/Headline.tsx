import { counted, exact, percent } from '../content/numbers.ts';
import { Moving } from '../profile/Moving.tsx';
import classes from './Headline.module.css';
import type { Figures } from './platforms.ts';

/** The two numbers that a creator is asked for. */
export function Headline({ figures }: { figures: Figures }) {
  return (
    <dl className={classes.headline}>
      <div data-headline="followers">
        <dt>Followers on all platforms</dt>
        <dd>
          <Moving
            className={classes.number}
            value={figures.totalFollowers}
            text={exact(figures.totalFollowers)}
            label={counted(figures.totalFollowers, 'follower')}
          />
        </dd>
      </div>
      <div data-headline="engagement">
        <dt>Average engagement</dt>
        <dd>
          <Moving
            className={classes.number}
            value={figures.avgEngagement}
            text={percent(figures.avgEngagement)}
            label={percent(figures.avgEngagement)}
          />
        </dd>
      </div>
    </dl>
  );
}
