import { createContext, useContext } from 'react';

/** The ways through one seat's half of the page. */
export interface Door {
  /** Shows a person's profile. */
  openPerson(uid: string): void;
  /** Shows what is kept of who sits here, and what they may change. */
  openAccount(): void;
}

export const DoorContext = createContext<Door | undefined>(undefined);

export function useDoor(): Door {
  const door = useContext(DoorContext);
  if (door === undefined) throw new Error('useDoor needs a DoorContext around it.');
  return door;
}
