import { ActionIcon, Skeleton, Switch, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type Icon, IconBookmark, IconCompass, IconHeart, IconLogout } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { signOut } from 'firebase/auth';
import type { ContentType } from 'firecircle';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { kinds } from '../content/kinds.ts';
import type { ListedContent } from '../content/live.ts';
import { Shelf, type ShelfName } from '../content/Shelf.tsx';
import { useSitting } from '../seat/sitting.ts';
import classes from './Pane.module.css';
import { Queue } from './Queue.tsx';
import { SeatFace } from './SeatFace.tsx';
import { SignInPanel } from './SignInPanel.tsx';

const Detail = lazy(async () => ({ default: (await import('../content/Detail.tsx')).Detail }));

const shelves: readonly { readonly name: ShelfName; readonly label: string; readonly icon: Icon }[] = [
  { name: 'explore', label: 'Explore', icon: IconCompass },
  { name: 'liked', label: 'Liked', icon: IconHeart },
  { name: 'saved', label: 'Saved', icon: IconBookmark },
];

/** One seat's half of the page. */
export function Pane() {
  const { seat, user, who, online } = useSitting();
  const [shelf, setShelf] = useState<ShelfName>('explore');
  const [type, setType] = useState<ContentType>();
  const [detail, setDetail] = useState<ListedContent>();
  const [isDetailOpen, detailDoor] = useDisclosure(false);
  const lastPerson = useLast(user ? who : undefined);
  useFreshLists();

  const open = useCallback(
    (content: ListedContent) => {
      setDetail(content);
      detailDoor.open();
    },
    [detailDoor.open],
  );

  return (
    <section className={classes.pane} data-seat={seat.id} data-online={online || undefined} aria-label={who}>
      <header className={classes.head}>
        <Person />
        {user === null && <SignInPanel left={lastPerson} />}
        <Queue />
        <nav className={classes.shelves} aria-label={`Shelves of ${who}`}>
          {shelves.map(({ name, label, icon: Picture }) => (
            <button
              key={name}
              type="button"
              className={classes.shelf}
              aria-pressed={shelf === name}
              onClick={() => setShelf(name)}
            >
              <Picture size={17} stroke={2} aria-hidden="true" />
              {label}
            </button>
          ))}
        </nav>
        <fieldset className={classes.types} aria-label="Type">
          {[{ type: undefined, many: 'All' }, ...kinds].map((kind) => (
            <button
              key={kind.many}
              type="button"
              className={classes.type}
              aria-pressed={type === kind.type}
              onClick={() => setType(kind.type)}
            >
              {kind.many}
            </button>
          ))}
        </fieldset>
      </header>
      <div className={classes.body}>
        <Shelf shelf={shelf} type={type} onOpen={open} />
      </div>
      {detail !== undefined && (
        <Suspense fallback={null}>
          <Detail listed={detail} opened={isDetailOpen} onClose={detailDoor.close} />
        </Suspense>
      )}
    </section>
  );
}

function Person() {
  const { seat, user, who, online, setOnline } = useSitting();
  return (
    <div className={classes.person}>
      {user === undefined ? (
        <Skeleton circle height={42} />
      ) : user === null ? (
        <span className={classes.empty} aria-hidden="true" />
      ) : (
        <SeatFace name={who} size={42} />
      )}
      <div className={classes.names}>
        <h2 className={classes.name}>{user?.displayName ?? who}</h2>
        <p className={classes.account}>
          {user === undefined ? 'One moment …' : (user?.email ?? 'Nobody is signed in')}
        </p>
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

/** What a list read offline left out is there again when the network is. */
function useFreshLists() {
  const { seat, online } = useSitting();
  const queries = useQueryClient();
  const wasOnline = useRef(online);
  useEffect(() => {
    if (online && !wasOnline.current) void queries.invalidateQueries({ queryKey: [seat.id] });
    wasOnline.current = online;
  }, [seat, online, queries]);
}

/** The last value that was one. */
function useLast<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}
