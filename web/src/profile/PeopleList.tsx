import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FollowCard, listFollowers, listFollowing } from 'firecircle';
import type { ReactNode } from 'react';
import { useDoor } from '../page/door.ts';
import { useSitting } from '../seat/sitting.ts';
import { Avatar } from './Avatar.tsx';
import classes from './PeopleList.module.css';
import { problemOf } from './problems.ts';

export type ListName = 'followers' | 'following';

const lists = { followers: listFollowers, following: listFollowing } as const;
const pageSize = 20;

/** Who follows a person, or whom they follow, last first. */
export function PeopleList({ uid, list, label, empty }: { uid: string; list: ListName; label: string; empty: string }) {
  const { seat, user } = useSitting();
  const query = useInfiniteQuery({
    // Blocks are left out of what one sees, so each person has lists of their own.
    queryKey: [seat.id, 'people', list, uid, user?.uid],
    queryFn: ({ pageParam }) =>
      lists[list](seat.firecircle, uid, {
        limit: pageSize,
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    enabled: user !== undefined,
  });
  if (query.isPending) return <Skeleton height={52} radius="lg" aria-label={`Loading ${label}`} role="status" />;
  if (query.isError && query.data === undefined)
    return (
      <p className={classes.problem} role="alert">
        {problemOf(query.error)}
      </p>
    );
  const people = query.data.pages.flatMap(({ items }) => items);
  return (
    <section className={classes.list} aria-label={label}>
      {people.length === 0 ? <p className={classes.empty}>{empty}</p> : <PeopleRows people={people} label={label} />}
      {query.hasNextPage && (
        <Button
          variant="default"
          radius="xl"
          size="xs"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          More
        </Button>
      )}
    </section>
  );
}

type RowPerson = Pick<FollowCard, 'uid' | 'username' | 'displayName' | 'avatarUrl'>;

/** People, each a way to their profile. */
export function PeopleRows<Person extends RowPerson>({
  people,
  label,
  children,
}: {
  people: readonly Person[];
  label: string;
  children?: (person: Person) => ReactNode;
}) {
  const { openPerson } = useDoor();
  return (
    <ul className={classes.rows} aria-label={label}>
      {people.map((person) => (
        <li key={person.uid} className={classes.row}>
          <button type="button" className={classes.person} onClick={() => openPerson(person.uid)}>
            <Avatar name={person.displayName} url={person.avatarUrl} size={34} />
            <span className={classes.names}>
              <strong>{person.displayName}</strong>
              <span>@{person.username}</span>
            </span>
          </button>
          {children?.(person)}
        </li>
      ))}
    </ul>
  );
}
