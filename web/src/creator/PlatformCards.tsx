import { IconPlus } from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import { brief, counted, percent, shareOf } from '../content/numbers.ts';
import { Ago } from '../profile/Ago.tsx';
import { Moving } from '../profile/Moving.tsx';
import classes from './PlatformCards.module.css';
import { type Figures, looks, type Platform, platforms } from './platforms.ts';
import { isManual, type ManualPlatform } from './submission.ts';

interface PlatformCardsProps {
  readonly figures: Figures;
  /** When each platform was synced last, as far as that is known. */
  readonly syncedAt: Readonly<Partial<Record<Platform, Date>>>;
  /** Offers to sync the platform; only its owner may. */
  readonly onSync: ((platform: ManualPlatform) => void) | undefined;
}

/** A card for each platform, and above them what each is worth in the whole. */
export function PlatformCards({ figures, syncedAt, onSync }: PlatformCardsProps) {
  return (
    <>
      <ShareBar figures={figures} />
      <ul className={classes.cards} aria-label="Platforms">
        {platforms.map((platform) => (
          <li key={platform} className={classes.place}>
            <PlatformCard platform={platform} figures={figures} syncedAt={syncedAt[platform]} onSync={onSync} />
          </li>
        ))}
      </ul>
    </>
  );
}

const colored = (platform: Platform, more: CSSProperties = {}): CSSProperties =>
  ({ '--platform': looks[platform].color, ...more }) as CSSProperties;

/** The same shares are told in words on the cards. */
function ShareBar({ figures }: { figures: Figures }) {
  const { totalFollowers, platformBreakdown } = figures;
  if (totalFollowers === 0) return null;
  return (
    <div className={classes.bar} aria-hidden="true">
      {platforms.map((platform) => {
        const followers = platformBreakdown[platform]?.followers ?? 0;
        return followers > 0 && <span key={platform} style={colored(platform, { flexGrow: followers })} />;
      })}
    </div>
  );
}

interface PlatformCardProps {
  readonly platform: Platform;
  readonly figures: Figures;
  readonly syncedAt: Date | undefined;
  readonly onSync: PlatformCardsProps['onSync'];
}

function PlatformCard({ platform, figures, syncedAt, onSync }: PlatformCardProps) {
  const { name, icon: Picture } = looks[platform];
  const figure = figures.platformBreakdown[platform];
  const isKnown = figure !== undefined && (figure.followers > 0 || figure.engagement > 0 || syncedAt !== undefined);
  const share = isKnown && figures.totalFollowers > 0 ? figure.followers / figures.totalFollowers : 0;
  return (
    <article
      className={classes.card}
      style={colored(platform)}
      data-platform={platform}
      data-known={isKnown || undefined}
      aria-label={name}
    >
      <h4 className={classes.name}>
        <span className={classes.sign}>
          <Picture size={17} stroke={2} aria-hidden="true" />
        </span>
        {name}
      </h4>
      {isKnown ? (
        <>
          <Moving
            className={classes.followers}
            value={figure.followers}
            text={brief(figure.followers)}
            label={counted(figure.followers, 'follower')}
          />
          <dl className={classes.facts}>
            <Fact name="engagement">{percent(figure.engagement)}</Fact>
            <Fact name="of the total">{shareOf(share)}</Fact>
          </dl>
          <p className={classes.synced}>
            {syncedAt !== undefined && (
              <>
                Synced <Ago at={syncedAt} />
              </>
            )}
          </p>
        </>
      ) : (
        <p className={classes.nothing}>Not synced yet</p>
      )}
      {onSync && isManual(platform) && (
        <button type="button" className={classes.sync} onClick={() => onSync(platform)}>
          <IconPlus size={14} stroke={2.2} aria-hidden="true" />
          <span className={classes.word}>Sync</span>
          <span className={classes.heard}> {name}</span>
        </button>
      )}
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
