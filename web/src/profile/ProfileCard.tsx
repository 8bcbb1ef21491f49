import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconBan,
  IconRosetteDiscountCheckFilled,
  IconSettings,
  IconUserCheck,
  IconUserPlus,
} from '@tabler/icons-react';
import type { Profile } from 'firecircle';
import { useEffect, useRef } from 'react';
import { brief, counted } from '../content/numbers.ts';
import { useDoor } from '../page/door.ts';
import { useSitting } from '../seat/sitting.ts';
import { Avatar } from './Avatar.tsx';
import { Moving } from './Moving.tsx';
import type { ListName } from './PeopleList.tsx';
import classes from './ProfileCard.module.css';
import type { Relation } from './relation.ts';

interface ProfileCardProps {
  readonly profile: Profile;
  readonly relation: Relation;
  readonly shownList: ListName | undefined;
  readonly onList: (list: ListName | undefined) => void;
}

/** Who a person is, and how one stands to them. */
export function ProfileCard({ profile, relation, shownList, onList }: ProfileCardProps) {
  const { user } = useSitting();
  const { uid, username, displayName, avatarUrl, bio, isVerified, following } = profile;
  const isMe = user?.uid === uid;
  const titleRef = useRef<HTMLHeadingElement>(null);

  // Whoever came here by keyboard goes on from here, and hears whose profile it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: one arrival for each person.
  useEffect(() => titleRef.current?.focus({ preventScroll: true }), [uid]);

  const toggle = (list: ListName) => onList(shownList === list ? undefined : list);
  return (
    <header className={classes.card} data-blocked={relation.blocks || undefined}>
      <Avatar name={displayName} url={avatarUrl} size={76} />
      <div className={classes.who}>
        <h3 className={classes.name} ref={titleRef} tabIndex={-1}>
          {displayName}
          {isVerified && (
            <IconRosetteDiscountCheckFilled className={classes.verified} size={19} role="img" aria-label="Verified" />
          )}
        </h3>
        <p className={classes.username}>@{username}</p>
      </div>
      <div className={classes.actions}>{isMe ? <OwnActions /> : <Actions profile={profile} relation={relation} />}</div>
      {!relation.blocks && (
        <>
          {bio && <p className={classes.bio}>{bio}</p>}
          <p className={classes.counts}>
            <button
              type="button"
              className={classes.count}
              aria-expanded={shownList === 'followers'}
              onClick={() => toggle('followers')}
            >
              <Moving
                className={classes.number}
                value={relation.followers}
                text={brief(relation.followers)}
                label={counted(relation.followers, 'follower')}
              />
              <span aria-hidden="true">follower{relation.followers === 1 ? '' : 's'}</span>
            </button>
            <button
              type="button"
              className={classes.count}
              aria-expanded={shownList === 'following'}
              onClick={() => toggle('following')}
            >
              <Moving
                className={classes.number}
                value={following}
                text={brief(following)}
                label={`${following} following`}
              />
              <span aria-hidden="true">following</span>
            </button>
          </p>
        </>
      )}
    </header>
  );
}

function OwnActions() {
  const { openAccount } = useDoor();
  return (
    <Button
      variant="default"
      radius="xl"
      size="sm"
      leftSection={<IconSettings size={16} aria-hidden="true" />}
      onClick={openAccount}
    >
      Account
    </Button>
  );
}

function Actions({ profile: { displayName }, relation }: Pick<ProfileCardProps, 'profile' | 'relation'>) {
  const { user } = useSitting();
  const { follows = false, blocks = false } = relation;
  const isKnown = user === null || (relation.follows !== undefined && relation.blocks !== undefined);

  function ask(): boolean {
    if (user) return true;
    notifications.show({ color: 'ember', title: 'Who is asking?', message: `Sign in to follow ${displayName}.` });
    return false;
  }

  return (
    <>
      {!blocks && (
        <Button
          radius="xl"
          size="sm"
          variant={follows ? 'default' : 'filled'}
          leftSection={
            follows ? <IconUserCheck size={16} aria-hidden="true" /> : <IconUserPlus size={16} aria-hidden="true" />
          }
          aria-pressed={follows}
          aria-label={`Follow ${displayName}`}
          disabled={!isKnown || relation.isBusy}
          onClick={() => ask() && relation.setFollows(!follows)}
        >
          {follows ? 'Following' : 'Follow'}
        </Button>
      )}
      {user && (
        <Button
          radius="xl"
          size="sm"
          variant={blocks ? 'filled' : 'default'}
          leftSection={<IconBan size={16} aria-hidden="true" />}
          aria-label={`${blocks ? 'Unblock' : 'Block'} ${displayName}`}
          disabled={!isKnown || relation.isBusy}
          onClick={() => relation.setBlocks(!blocks)}
        >
          {blocks ? 'Unblock' : 'Block'}
        </Button>
      )}
    </>
  );
}
