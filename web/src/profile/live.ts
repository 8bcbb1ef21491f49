import { useQuery } from '@tanstack/react-query';
import {
  type FirecircleError,
  getAccount,
  getProfile,
  type LiveCreatorProfile,
  type Profile,
  watchProfile,
} from 'firecircle';
import { useCallback, useEffect, useState } from 'react';
import { useSitting } from '../seat/sitting.ts';

export interface LivePerson {
  readonly profile: Profile | undefined;
  /** `null` = this person has no figures that one may see. */
  readonly creator: LiveCreatorProfile | null | undefined;
  readonly error: Error | undefined;
  readonly retry: () => void;
  /** Looks again for figures where there were none. */
  readonly lookAgain: () => void;
}

/** How soon others' follows show: a card has no listener, it is asked for while it is looked at. */
const cardEveryMs = 4_000;

interface Seen {
  readonly uid: string;
  readonly creator?: LiveCreatorProfile | null;
  readonly error?: FirecircleError;
}

/** One person as they are at this moment, for who sits in this seat. */
export function useLivePerson(uid: string): LivePerson {
  const { seat, user, online } = useSitting();
  const me = user?.uid;
  const card = useQuery({
    queryKey: [seat.id, 'people', 'card', uid, me],
    // One's own card is made when it is looked at for the first time.
    queryFn: async () =>
      uid === me ? (await getAccount(seat.firecircle)).profile : getProfile(seat.firecircle, { uid }),
    enabled: user !== undefined,
    refetchInterval: ({ state }) => (online && state.data !== undefined ? cardEveryMs : false),
  });
  const [seen, setSeen] = useState<Seen>({ uid });
  const [looks, setLooks] = useState(0);
  const isKnownWho = user !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what one may see depends on who one is, and on when one looks.
  useEffect(() => {
    if (!isKnownWho) return;
    return watchProfile(
      seat.firecircle,
      uid,
      (creator) => setSeen({ uid, creator }),
      (error) => setSeen(isAbsence(error) ? { uid, creator: null } : { uid, error }),
    );
  }, [seat, uid, me, isKnownWho, looks]);

  const creator = seen.uid === uid ? seen.creator : undefined;
  const lookAgain = useCallback(() => setLooks((times) => times + 1), []);
  return {
    profile: card.data,
    creator,
    error: card.data === undefined ? (card.error ?? undefined) : seen.error,
    retry: () => {
      void card.refetch();
      lookAgain();
    },
    lookAgain,
  };
}

/** To somebody else a profile that is not public is as good as none. */
const isAbsence = ({ code }: FirecircleError) => code === 'not-found' || code === 'permission-denied';
