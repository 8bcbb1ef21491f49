import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { blockUser, followUser, listBlocked, unblockUser, unfollowUser, watchFollowing } from 'firecircle';
import { useEffect, useState } from 'react';
import { useSitting } from '../seat/sitting.ts';
import { problemOf } from './problems.ts';

/** How the person in this seat stands to another. */
export interface Relation {
  /** Undefined while it is not known; as it is wished while the server is asked. */
  readonly follows: boolean | undefined;
  readonly blocks: boolean | undefined;
  /** The other's followers with the wish in them, until the live number has heard of it. */
  readonly followers: number;
  readonly setFollows: (wanted: boolean) => void;
  readonly setBlocks: (wanted: boolean) => void;
  readonly isBusy: boolean;
}

interface Somebody {
  readonly uid: string;
  readonly displayName: string;
  /** The live number. */
  readonly followers: number;
}

/** How many blocks are looked through; whoever blocks more people finds the rest in the account. */
const blocksRead = 100;

/** The relation of this seat to a person, shown as it is wished at once and taken back when it is refused. */
export function useRelation({ uid, displayName, followers }: Somebody): Relation {
  const { seat, user } = useSitting();
  const queries = useQueryClient();
  const me = user?.uid;
  const enabled = me !== undefined && me !== uid;
  const blockKey = [seat.id, 'own', 'blocks', me];
  const stored = useStoredFollow(uid, enabled);
  const blocks = useQuery({
    queryKey: blockKey,
    queryFn: () => listBlocked(seat.firecircle, { limit: blocksRead }),
    enabled,
  });
  const [wanted, setWanted] = useState<boolean>();
  if (wanted !== undefined && wanted === stored) setWanted(undefined);
  const [wish, setWish] = useState<{ readonly from: number; readonly change: number }>();
  // The first move of the live number after the press has the wish in it.
  if (wish !== undefined && wish.from !== followers) setWish(undefined);
  const refreshPeople = () => queries.invalidateQueries({ queryKey: [seat.id, 'people'] });

  const following = useMutation({
    mutationFn: (follow: boolean) => (follow ? followUser : unfollowUser)(seat.firecircle, uid),
    onSuccess: ({ followerCount }) => {
      if (followerCount === followers) setWish(undefined);
    },
    onError: (error, follow) => {
      setWanted(undefined);
      setWish(undefined);
      refuse(`${displayName} was not ${follow ? 'followed' : 'unfollowed'}`, error);
    },
    onSettled: refreshPeople,
  });
  const blocking = useMutation({
    mutationFn: (block: boolean) => (block ? blockUser : unblockUser)(seat.firecircle, uid),
    // Until the list is read anew the wish stands, so that no old state shines through.
    onSuccess: () => queries.invalidateQueries({ queryKey: blockKey }),
    onError: (error, block) => refuse(`${displayName} was not ${block ? 'blocked' : 'unblocked'}`, error),
    onSettled: refreshPeople,
  });

  const storedBlock = blocks.data?.items.some((person) => person.uid === uid);
  return {
    follows: wanted ?? stored,
    blocks: blocking.isPending ? blocking.variables : enabled ? storedBlock : false,
    followers: followers + (wish?.change ?? 0),
    setFollows(follow) {
      setWanted(follow);
      setWish({ from: followers, change: follow ? 1 : -1 });
      following.mutate(follow);
    },
    setBlocks: (block) => blocking.mutate(block),
    isBusy: following.isPending || blocking.isPending,
  };
}

/** Whether this seat follows the person, as the server has it; undefined while that is not known. */
function useStoredFollow(uid: string, enabled: boolean): boolean | undefined {
  const { seat, user } = useSitting();
  const me = user?.uid;
  const [seen, setSeen] = useState<{ readonly me: string | undefined; readonly follows: boolean }>();
  useEffect(() => {
    if (!enabled) return;
    return watchFollowing(seat.firecircle, uid, (follows) => setSeen({ me, follows }));
  }, [seat, uid, me, enabled]);
  return seen?.me === me ? seen?.follows : undefined;
}

function refuse(title: string, error: unknown): void {
  notifications.show({ color: 'red', title, message: problemOf(error), autoClose: 9_000 });
}
