import { IconEyeOff } from '@tabler/icons-react';
import { type CreatorProfile, syncPlatform } from 'firecircle';
import { useState } from 'react';
import { problemOf } from '../profile/problems.ts';
import { useSitting } from '../seat/sitting.ts';
import { Connections } from './Connections.tsx';
import classes from './Creator.module.css';
import { Folded } from './Folded.tsx';
import { Headline } from './Headline.tsx';
import { History, type Span } from './History.tsx';
import { useHistory } from './history.ts';
import { PlatformCards } from './PlatformCards.tsx';
import { SyncForm } from './SyncForm.tsx';
import type { ManualPlatform } from './submission.ts';
import { Webhooks } from './Webhooks.tsx';

interface CreatorProps {
  readonly creator: CreatorProfile;
  readonly displayName: string;
  readonly isOwn: boolean;
}

/** A creator's figures: live for everybody, and the tools to bring them for the creator. */
export function Creator({ creator, displayName, isOwn }: CreatorProps) {
  const { seat } = useSitting();
  const { userId: uid, stats, isPublic } = creator;
  const [span, setSpan] = useState<Span>('all');
  const history = useHistory(uid, span, creator.updatedAt);
  const [platform, setPlatform] = useState<ManualPlatform>('tiktok');
  const [asked, setAsked] = useState(0);

  return (
    <section className={classes.creator} aria-label={`Creator profile of ${displayName}`} data-creator={uid}>
      {!isPublic && (
        <p className={classes.private}>
          <IconEyeOff size={15} aria-hidden="true" /> Only you can see this: the profile is not public.
        </p>
      )}
      <div>
        <Headline figures={stats} />
        <PlatformCards
          figures={stats}
          syncedAt={history.syncedAt}
          onSync={
            isOwn
              ? (wanted) => {
                  setPlatform(wanted);
                  setAsked((times) => times + 1);
                }
              : undefined
          }
        />
      </div>
      {isOwn && (
        <SyncForm
          platform={platform}
          onPlatform={setPlatform}
          asked={asked}
          send={async (name, submission) => {
            await syncPlatform(seat.firecircle, name, submission);
          }}
        />
      )}
      <History
        name={displayName}
        figures={stats}
        span={span}
        onSpan={setSpan}
        points={history.points}
        problem={history.error === null ? undefined : problemOf(history.error)}
        onRetry={history.retry}
        isOwn={isOwn}
      />
      {isOwn && (
        <>
          <Folded title="Auto-sync" hint="figures that fetch themselves">
            {() => <Connections uid={uid} />}
          </Folded>
          <Folded title="Webhooks" hint="your own servers, told of each sync">
            {() => <Webhooks uid={uid} />}
          </Folded>
        </>
      )}
    </section>
  );
}
