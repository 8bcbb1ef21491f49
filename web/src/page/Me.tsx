import { ActionIcon, Skeleton, Switch, Tooltip } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { signOut } from 'firebase/auth';
import { useSitting } from '../seat/sitting.ts';
import { useDoor } from './door.ts';
import classes from './Me.module.css';
import { SeatFace } from './SeatFace.tsx';

/** Who sits here, their network and the way out. */
export function Me() {
  const { seat, user, who, online, setOnline } = useSitting();
  const { openPerson } = useDoor();
  return (
    <div className={classes.me}>
      <div className={classes.person}>
        {user === undefined ? (
          <Skeleton circle height={42} />
        ) : user === null ? (
          <span className={classes.empty} aria-hidden="true" />
        ) : (
          <Tooltip label="Profile" withArrow>
            <button
              type="button"
              className={classes.own}
              aria-label={`Profile of ${who}`}
              onClick={() => openPerson(user.uid)}
            >
              <SeatFace name={who} size={42} />
            </button>
          </Tooltip>
        )}
        <div className={classes.names}>
          <h2 className={classes.name}>{user?.displayName ?? who}</h2>
          <p className={classes.account}>
            {user === undefined ? 'One moment …' : (user?.email ?? 'Nobody is signed in')}
          </p>
        </div>
      </div>
      <Switch
        className={classes.network}
        labelPosition="left"
        label={online ? 'Online' : 'Offline'}
        aria-label={`Network of ${who}`}
        checked={online}
        onChange={(event) => setOnline(event.currentTarget.checked)}
      />
      {user && (
        <Tooltip label="Sign out" withArrow>
          <ActionIcon
            variant="default"
            radius="xl"
            size={38}
            aria-label={`Sign out ${who}`}
            onClick={() => void signOut(seat.auth)}
          >
            <IconLogout size={18} stroke={1.9} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}
