import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type FirecircleError,
  getAccount,
  getProfile,
  type LiveCreatorProfile,
  type Profile,
  watchPerson,
  watchProfile,
} from 'firecircle';
import { useCallback, useEffect, useMemo, useState } from 'react';
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

interface Seen {
  readonly uid: string;
  readonly creator?: LiveCreatorProfile | null;
  readonly error?: FirecircleError;
}

/** One person as they are at this moment, for who sits in this seat. */
export function useLivePerson(uid: string): LivePerson {
  const { seat, user } = useSitting();
  const me = user?.uid;
  const queries = useQueryClient();
  const queryKey = useMemo(() => [seat.id, 'people', 'card', uid, me], [seat, uid, me]);
  const card = useQuery({
    queryKey,
    // A card that was never used is made when it is asked for; what changes it afterwards is listened to.
    queryFn: async (): Promise<Profile> =>
      uid === me ? (await getAccount(seat.firecircle)).profile : getProfile(seat.firecircle, { uid }),
    enabled: user !== undefined,
  });
  const isThere = card.data !== undefined;
  useEffect(() => {
    if (!isThere) return;
    return watchPerson(seat.firecircle, uid, (person) => queries.setQueryData<Profile>(queryKey, person));
  }, [seat, uid, queries, queryKey, isThere]);
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
