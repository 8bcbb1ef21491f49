import { Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type Icon, IconBookmark, IconCompass, IconHeart, IconUsers } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ContentType } from 'firecircle';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { kinds } from '../content/kinds.ts';
import type { ListedContent } from '../content/live.ts';
import { Shelf, type ShelfName } from '../content/Shelf.tsx';
import { useSitting } from '../seat/sitting.ts';
import { DoorContext } from './door.ts';
import { Me } from './Me.tsx';
import classes from './Pane.module.css';
import { Queue } from './Queue.tsx';
import { SignInPanel } from './SignInPanel.tsx';
import { useVisits } from './visits.ts';

const Detail = lazy(async () => ({ default: (await import('../content/Detail.tsx')).Detail }));
const PeopleShelf = lazy(async () => ({ default: (await import('../profile/PeopleShelf.tsx')).PeopleShelf }));
const ProfileView = lazy(async () => ({ default: (await import('../profile/ProfileView.tsx')).ProfileView }));
const AccountDialog = lazy(async () => ({ default: (await import('../account/AccountDialog.tsx')).AccountDialog }));

type Place = ShelfName | 'people';

const places: readonly { readonly name: Place; readonly label: string; readonly icon: Icon }[] = [
  { name: 'explore', label: 'Explore', icon: IconCompass },
  { name: 'liked', label: 'Liked', icon: IconHeart },
  { name: 'saved', label: 'Saved', icon: IconBookmark },
  { name: 'people', label: 'People', icon: IconUsers },
];

/** One seat's half of the page. */
export function Pane() {
  const { seat, user, who, online } = useSitting();
  const [place, setPlace] = useState<Place>('explore');
  const [type, setType] = useState<ContentType>();
  const [detail, setDetail] = useState<ListedContent>();
  const [isDetailOpen, detailDoor] = useDisclosure(false);
  const [isAccountOpen, accountDoor] = useDisclosure(false);
  const [wasAccountOpened, setAccountOpened] = useState(false);
  const paneRef = useRef<HTMLElement>(null);
  const visits = useVisits(paneRef);
  const lastPerson = useLast(user ? who : undefined);
  useFreshLists();

  // What was opened for one person is not what the next one finds.
  const uid = user?.uid;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the person is the reason.
  useEffect(() => accountDoor.close(), [uid, accountDoor.close]);

  const open = useCallback(
    (content: ListedContent) => {
      setDetail(content);
      detailDoor.open();
    },
    [detailDoor.open],
  );
  const door = useMemo(
    () => ({
      openPerson(uid: string) {
        detailDoor.close();
        accountDoor.close();
        visits.open(uid);
      },
      openAccount() {
        setAccountOpened(true);
        accountDoor.open();
      },
    }),
    [detailDoor.close, accountDoor.close, accountDoor.open, visits.open],
  );
  const isVisiting = visits.person !== undefined;

  return (
    <DoorContext value={door}>
      <section
        ref={paneRef}
        className={classes.pane}
        data-seat={seat.id}
        data-online={online || undefined}
        aria-label={who}
      >
        <header className={classes.head}>
          <Me />
          {user === null && <SignInPanel left={lastPerson} />}
          <Queue />
          <nav className={classes.shelves} aria-label={`Shelves of ${who}`}>
            {places.map(({ name, label, icon: Picture }) => (
              <button
                key={name}
                type="button"
                className={classes.shelf}
                aria-pressed={!isVisiting && place === name}
                onClick={() => {
                  setPlace(name);
                  visits.end();
                }}
              >
                <Picture size={17} stroke={2} aria-hidden="true" />
                {label}
              </button>
            ))}
          </nav>
          {!isVisiting && place !== 'people' && (
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
          )}
        </header>
        {/* What one comes back to is where it was. */}
        <div className={classes.body} hidden={isVisiting}>
          {place === 'people' ? (
            <Suspense fallback={<Skeleton height={80} radius="lg" />}>
              <PeopleShelf />
            </Suspense>
          ) : (
            <Shelf shelf={place} type={type} onOpen={open} />
          )}
        </div>
        {visits.person !== undefined && (
          <div className={classes.body} key={visits.person}>
            <Suspense fallback={<Skeleton height={180} radius="lg" />}>
              <ProfileView uid={visits.person} onBack={visits.back} />
            </Suspense>
          </div>
        )}
        {detail !== undefined && (
          <Suspense fallback={null}>
            <Detail listed={detail} opened={isDetailOpen} onClose={detailDoor.close} />
          </Suspense>
        )}
        {wasAccountOpened && (
          <Suspense fallback={null}>
            <AccountDialog opened={isAccountOpen} onClose={accountDoor.close} />
          </Suspense>
        )}
      </section>
    </DoorContext>
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
