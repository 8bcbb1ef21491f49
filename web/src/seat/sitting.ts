import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { onAuthStateChanged, type User } from 'firebase/auth';
import { FirecircleError, recordView, saveContent, setLike, shareContent } from 'firecircle';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Change, ContentName, Verb, Wish } from './changes.ts';
import { keyOf } from './changes.ts';
import type { Seat } from './seat.ts';

export interface Sitting {
  readonly seat: Seat;
  /** `undefined` until the browser has told whether somebody was signed in; `null` = nobody. */
  readonly user: User | null | undefined;
  /** The first name of who sits here, or the seat's own. */
  readonly who: string;
  readonly online: boolean;
  setOnline(online: boolean): void;
  /** Makes a change in the name of who sits here, and tells when it was refused. Without anybody it asks to sign in. */
  act(verb: Verb, content: ContentName, title: string): void;
  /** Shows a new display name: Firebase tells nobody when a profile changes. */
  renamed(): void;
}

export const SittingContext = createContext<Sitting | undefined>(undefined);

export function useSitting(): Sitting {
  const sitting = useContext(SittingContext);
  if (sitting === undefined) throw new Error('useSitting needs a SittingContext around it.');
  return sitting;
}

/** The changes that the person in this seat still waits for. */
export function useChanges(): readonly Change[] {
  const { seat, user } = useSitting();
  const all = useSyncExternalStore(seat.changes.subscribe, seat.changes.list);
  return useMemo(() => all.filter((change) => change.uid === user?.uid), [all, user]);
}

export function useWish(content: ContentName): Wish {
  const { seat, user } = useSitting();
  return useSyncExternalStore(seat.changes.subscribe, () => seat.changes.wish(user?.uid, keyOf(content)));
}

function firstName(user: User): string {
  return (user.displayName ?? user.email ?? 'Somebody').split(/[\s@]/)[0] ?? 'Somebody';
}

function perform({ firecircle }: Seat, verb: Verb, { contentType, contentId }: ContentName): Promise<unknown> {
  switch (verb) {
    case 'like':
    case 'unlike':
      // Names the wanted state, so that neither a double click nor a replayed queue turns a like into its opposite.
      return setLike(firecircle, contentType, contentId, verb === 'like');
    case 'save':
    case 'unsave':
      return saveContent(firecircle, contentType, contentId, verb === 'save');
    case 'share':
      return shareContent(firecircle, contentType, contentId);
    case 'view':
      return recordView(firecircle, contentType, contentId);
  }
}

const nouns: Record<Verb, string> = {
  like: 'like',
  unlike: 'unlike',
  save: 'save',
  unsave: 'removal',
  share: 'share',
  view: 'view',
};

/** Follows who sits in a seat and what that person does there. */
export function useSeat(seat: Seat): Sitting {
  const [user, setUser] = useState<User | null>();
  const [profileVersion, setProfileVersion] = useState(0);
  const [online, setOnlineState] = useState(true);
  const queries = useQueryClient();

  useEffect(() => onAuthStateChanged(seat.auth, setUser), [seat]);

  const uid = user?.uid;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a renamed user is the same object with another name.
  const who = useMemo(() => (user ? firstName(user) : seat.name), [user, profileVersion, seat]);

  const setOnline = useCallback(
    (next: boolean) => {
      setOnlineState(next);
      void seat.setOnline(next);
    },
    [seat],
  );

  const act = useCallback(
    (verb: Verb, content: ContentName, title: string) => {
      if (uid === undefined) {
        if (verb === 'view') return;
        notifications.show({
          color: 'ember',
          title: 'A like belongs to somebody',
          message: `Sign in to ${verb} “${title}”.`,
        });
        return;
      }
      seat.changes
        .run({ uid, verb, title, content }, () => perform(seat, verb, content))
        .then(() => queries.invalidateQueries({ queryKey: [seat.id, 'own'] }))
        .catch((error: unknown) => {
          // Nobody asked for a view, so nobody needs to hear that it did not count.
          if (verb === 'view') return;
          notifications.show({
            color: 'red',
            title: `${who}: the ${nouns[verb]} of “${title}” was taken back`,
            message: refusal(error),
            autoClose: 9_000,
          });
        });
    },
    [seat, uid, who, queries],
  );

  const renamed = useCallback(() => setProfileVersion((version) => version + 1), []);

  return useMemo(
    () => ({ seat, user, who, online, setOnline, act, renamed }),
    [seat, user, who, online, setOnline, act, renamed],
  );
}

/** What a person can make of an error of the SDK. */
export function refusal(error: unknown): string {
  if (!(error instanceof FirecircleError)) return 'Something unexpected happened. Please try again.';
  switch (error.code) {
    case 'permission-denied':
      return 'The server did not allow it. Perhaps the content is gone, or the account may not do this.';
    case 'not-found':
      return 'This content is no longer there.';
    case 'unauthenticated':
      return 'You are signed out. Please sign in again.';
    case 'unavailable':
      return 'The server cannot be reached. Please try again when you are online.';
    default:
      return error.message;
  }
}
