import { initializeApp } from 'firebase/app';
import { type Auth, browserLocalPersistence, indexedDBLocalPersistence, initializeAuth } from 'firebase/auth';
import { disableNetwork, enableNetwork } from 'firebase/firestore';
import { connectFirecircleEmulators, type Firecircle, getFirecircle } from 'firecircle';
import type { Config } from '../config.ts';
import { alice, bob, type Person } from '../people.ts';
import { type Changes, createChanges } from './changes.ts';

/** A place at the fire: one half of the page, with a Firebase app, a signed-in person and a network of its own. */
export interface Seat {
  readonly id: 'left' | 'right';
  readonly name: string;
  readonly suggested: Person;
  /** Whether the named people of the demo world can be asked to sign in. */
  readonly isDemo: boolean;
  readonly auth: Auth;
  readonly firecircle: Firecircle;
  readonly changes: Changes;
  setOnline(online: boolean): Promise<void>;
}

export interface Seats {
  readonly left: Seat;
  readonly right: Seat;
}

export function openSeats(config: Config): Seats {
  return { left: openSeat(config, 'left', 'Seat one', alice), right: openSeat(config, 'right', 'Seat two', bob) };
}

/** Two apps of different names share nothing in the browser: neither the account nor the cache nor the connection. */
function openSeat(config: Config, id: Seat['id'], name: string, suggested: Person): Seat {
  const app = initializeApp(config.firebase, id);
  // Without the pop-up machinery of getAuth(), which this page has no use for.
  const auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
  const firecircle = getFirecircle(app, {
    databaseId: import.meta.env.FIRECIRCLE_DATABASE,
    region: import.meta.env.FIRECIRCLE_REGION,
  });
  if (config.emulators) connectFirecircleEmulators(firecircle, config.emulators);
  const changes = createChanges();

  return {
    id,
    name,
    suggested,
    isDemo: config.emulators !== undefined && config.firebase.projectId.startsWith('demo-'),
    auth,
    firecircle,
    changes,
    async setOnline(online) {
      changes.setOnline(online);
      await (online ? enableNetwork(firecircle.firestore) : disableNetwork(firecircle.firestore));
    },
  };
}
