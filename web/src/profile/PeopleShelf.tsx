import { Button, TextInput } from '@mantine/core';
import { IconAt, IconSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { getProfile } from 'firecircle';
import { type FormEvent, useState } from 'react';
import { useDoor } from '../page/door.ts';
import { people } from '../people.ts';
import { useSitting } from '../seat/sitting.ts';
import { PeopleList } from './PeopleList.tsx';
import classes from './PeopleShelf.module.css';
import { problemOf } from './problems.ts';

/** Finds people by their username, and shows those that one has to do with. */
export function PeopleShelf() {
  const { seat, user } = useSitting();
  const { openPerson } = useDoor();
  const [typed, setTyped] = useState('');
  const search = useMutation({
    mutationFn: (username: string) => getProfile(seat.firecircle, { username }),
    onSuccess: ({ uid }) => openPerson(uid),
  });

  function find(username: string) {
    const name = username.trim().replace(/^@/, '');
    if (name !== '') search.mutate(name);
  }

  return (
    <div className={classes.shelf}>
      <search>
        <form
          className={classes.search}
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            find(typed);
          }}
        >
          <TextInput
            className={classes.field ?? ''}
            label="Find a person by username"
            placeholder="carol"
            radius="xl"
            size="md"
            maxLength={31}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            leftSection={<IconAt size={17} aria-hidden="true" />}
            value={typed}
            error={search.error === null ? undefined : problemOf(search.error)}
            onChange={({ currentTarget: { value } }) => {
              setTyped(value);
              search.reset();
            }}
          />
          <Button
            type="submit"
            radius="xl"
            size="md"
            className={classes.find ?? ''}
            leftSection={<IconSearch size={17} aria-hidden="true" />}
            loading={search.isPending}
          >
            Find
          </Button>
        </form>
      </search>
      {seat.isDemo && (
        <p className={classes.hint}>
          In this world live{' '}
          {people.map(({ name }, at) => (
            <span key={name}>
              {at > 0 && ', '}
              <button type="button" className={classes.name} onClick={() => find(name.toLowerCase())}>
                @{name.toLowerCase()}
              </button>
            </span>
          ))}
          .
        </p>
      )}
      {user && (
        <>
          <h3 className={classes.title}>You follow</h3>
          <PeopleList
            uid={user.uid}
            list="following"
            label="People you follow"
            empty="Nobody yet. Follow somebody on their profile."
          />
          <h3 className={classes.title}>Follow you</h3>
          <PeopleList uid={user.uid} list="followers" label="People who follow you" empty="Nobody yet." />
        </>
      )}
    </div>
  );
}
