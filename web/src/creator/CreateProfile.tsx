import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { createCreatorProfile } from 'firecircle';
import type { CSSProperties } from 'react';
import { problemOf } from '../profile/problems.ts';
import { useSitting } from '../seat/sitting.ts';
import classes from './Owner.module.css';
import { looks, platforms } from './platforms.ts';

/** Stands where one's own figures would be, when there is no profile for them yet. */
export function CreateProfile({ displayName, onCreated }: { displayName: string; onCreated: () => void }) {
  const { seat } = useSitting();
  const create = useMutation({
    mutationFn: () => createCreatorProfile(seat.firecircle, { displayName }),
    onSuccess: onCreated,
  });
  return (
    <section className={classes.invitation} aria-label="Creator profile">
      <div className={classes.signs} aria-hidden="true">
        {platforms.map((platform) => {
          const { icon: Picture, color } = looks[platform];
          return (
            <span key={platform} style={{ '--platform': color } as CSSProperties}>
              <Picture size={19} stroke={1.9} />
            </span>
          );
        })}
      </div>
      <h4>All your followers in one place</h4>
      <p>Bring the figures of your platforms together: one total, live for everybody, with its history.</p>
      <Button radius="xl" size="md" loading={create.isPending} onClick={() => create.mutate()}>
        Create a creator profile
      </Button>
      {create.error !== null && (
        <p className={classes.problem} role="alert">
          {problemOf(create.error)}
        </p>
      )}
    </section>
  );
}
