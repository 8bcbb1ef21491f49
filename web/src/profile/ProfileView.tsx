import { Button, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconBan, IconUserQuestion } from '@tabler/icons-react';
import type { LiveCreatorProfile, Profile } from 'firecircle';
import { lazy, Suspense, useState } from 'react';
import { Notice } from '../content/Notice.tsx';
import { useSitting } from '../seat/sitting.ts';
import { useLivePerson } from './live.ts';
import { type ListName, PeopleList } from './PeopleList.tsx';
import { ProfileCard } from './ProfileCard.tsx';
import classes from './ProfileView.module.css';
import { problemOf } from './problems.ts';
import { useRelation } from './relation.ts';

const Creator = lazy(async () => ({ default: (await import('../creator/Creator.tsx')).Creator }));
const CreateProfile = lazy(async () => ({ default: (await import('../creator/CreateProfile.tsx')).CreateProfile }));

/** One person in one seat: the card, and with it the figures of a creator. */
export function ProfileView({ uid, onBack }: { uid: string; onBack: () => void }) {
  const { profile, creator, error, retry, lookAgain } = useLivePerson(uid);
  return (
    <div className={classes.view}>
      <div className={classes.top}>
        <Button
          variant="subtle"
          size="compact-sm"
          radius="xl"
          leftSection={<IconArrowLeft size={16} aria-hidden="true" />}
          onClick={onBack}
        >
          Back
        </Button>
      </div>
      {profile !== undefined ? (
        <Person key={uid} profile={profile} creator={creator} onCreated={lookAgain} />
      ) : error !== undefined ? (
        <Notice
          icon={IconUserQuestion}
          title="This profile cannot be shown"
          role="alert"
          action={
            <Button variant="light" radius="xl" onClick={retry}>
              Try again
            </Button>
          }
        >
          {problemOf(error)}
        </Notice>
      ) : (
        <CardSkeleton />
      )}
    </div>
  );
}

/** Everybody has a place for figures; until there are some it is nothing to show to others. */
const hasFigures = ({ stats }: LiveCreatorProfile) =>
  Object.values(stats.platformBreakdown).some(
    (figures) => figures !== undefined && (figures.followers > 0 || figures.engagement > 0),
  );

interface PersonProps {
  readonly profile: Profile;
  readonly creator: LiveCreatorProfile | null | undefined;
  readonly onCreated: () => void;
}

function Person({ profile, creator, onCreated }: PersonProps) {
  const { user } = useSitting();
  const { uid, displayName } = profile;
  const relation = useRelation(profile);
  const [list, setList] = useState<ListName>();
  const isMe = user?.uid === uid;
  return (
    <>
      <ProfileCard profile={profile} relation={relation} shownList={list} onList={setList} />
      {relation.blocks ? (
        <Notice icon={IconBan} title={`You block ${displayName}`}>
          While that lasts neither of you sees the other among followers, and neither can follow or like what the other
          makes.
        </Notice>
      ) : (
        <>
          {list !== undefined && (
            <PeopleList
              key={list}
              uid={uid}
              list={list}
              label={list === 'followers' ? `Followers of ${displayName}` : `Whom ${displayName} follows`}
              empty="Nobody yet."
            />
          )}
          <Suspense fallback={<Skeleton height={180} radius="lg" />}>
            {creator && (isMe || hasFigures(creator)) ? (
              <Creator creator={creator} displayName={displayName} isOwn={isMe} />
            ) : (
              isMe && creator === null && <CreateProfile displayName={displayName} onCreated={onCreated} />
            )}
          </Suspense>
        </>
      )}
    </>
  );
}

function CardSkeleton() {
  return (
    <div className={classes.waiting} role="status" aria-label="Loading the profile">
      <Skeleton circle height={76} />
      <div>
        <Skeleton height={24} width="55%" mb={8} />
        <Skeleton height={14} width="30%" />
      </div>
    </div>
  );
}
