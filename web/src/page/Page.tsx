import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Seat, Seats } from '../seat/seat.ts';
import { SittingContext, useSeat } from '../seat/sitting.ts';
import { Header } from './Header.tsx';
import { Hints } from './Hints.tsx';
import classes from './Page.module.css';
import { Pane } from './Pane.tsx';

export function Page({ seats }: { seats: Seats }) {
  const [shown, setShown] = useState<Seat['id']>('left');
  const left = useSeat(seats.left);
  const right = useSeat(seats.right);
  return (
    <div className={classes.page}>
      <Header />
      <main className={classes.main}>
        <Hints />
        {/* On a narrow screen one seat is in sight; the other goes on living behind it. */}
        <SegmentedControl
          className={classes.switch}
          aria-label="Whose side"
          radius="xl"
          size="md"
          fullWidth
          value={shown}
          onChange={setShown}
          data={[
            { value: 'left', label: left.who },
            { value: 'right', label: right.who },
          ]}
        />
        <div className={classes.seats} data-shown={shown}>
          {[left, right].map((sitting) => (
            <div key={sitting.seat.id} className={classes.place} data-place={sitting.seat.id}>
              <SittingContext value={sitting}>
                <Pane />
              </SittingContext>
            </div>
          ))}
        </div>
      </main>
    </div>
  );
}
