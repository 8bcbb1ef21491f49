import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { listBlocked, unblockUser } from 'firecircle';
import { PeopleRows } from '../profile/PeopleList.tsx';
import { problemOf } from '../profile/problems.ts';
import { useSitting } from '../seat/sitting.ts';
import classes from './Account.module.css';

/** Whom one blocks, and the way back. */
export function Blocked() {
  const { seat, user } = useSitting();
  const queries = useQueryClient();
  const queryKey = [seat.id, 'own', 'blocks', user?.uid];
  const query = useQuery({ queryKey, queryFn: () => listBlocked(seat.firecircle, { limit: 100 }) });
  const unblock = useMutation({
    mutationFn: (uid: string) => unblockUser(seat.firecircle, uid),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  const error = query.error ?? unblock.error;
  return (
    <section className={classes.part} aria-label="Blocked people">
      <p className={classes.text}>
        Neither of you can follow the other or like what the other makes. Nobody is told that you block them.
      </p>
      {error !== null && (
        <p className={classes.problem} role="alert">
          {problemOf(error)}
        </p>
      )}
      {query.isPending ? (
        <Skeleton height={52} />
      ) : query.data?.items.length === 0 ? (
        <p className={classes.text}>You block nobody.</p>
      ) : (
        <PeopleRows people={query.data?.items ?? []} label="People you block">
          {({ uid, displayName }) => (
            <Button
              size="compact-sm"
              radius="xl"
              variant="default"
              aria-label={`Unblock ${displayName}`}
              loading={unblock.isPending && unblock.variables === uid}
              onClick={() => unblock.mutate(uid)}
            >
              Unblock
            </Button>
          )}
        </PeopleRows>
      )}
    </section>
  );
}
