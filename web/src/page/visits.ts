import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Whose profile is in sight, and the profiles on the way to it. */
export interface Visits {
  readonly person: string | undefined;
  open(uid: string): void;
  back(): void;
  end(): void;
}

/** Where one was before the first visit: the place on a page that scrolls as a whole, and what had the focus. */
interface Departure {
  readonly scrollY: number;
  readonly focus: Element | null;
}

/** A way from profile to profile and back to where one came from. */
export function useVisits(paneRef: RefObject<HTMLElement | null>): Visits {
  const [people, setPeople] = useState<readonly string[]>([]);
  const departure = useRef<Departure>(undefined);
  const person = people.at(-1);

  useLayoutEffect(() => {
    if (person !== undefined) {
      // Side by side each half scrolls by itself and is at its top already; else the half begins at its own.
      const pane = paneRef.current;
      if (pane !== null && pane.getBoundingClientRect().top < 0) pane.scrollIntoView({ block: 'start' });
    } else if (departure.current !== undefined) {
      const { scrollY: top, focus } = departure.current;
      departure.current = undefined;
      scrollTo({ top, behavior: 'instant' });
      if (focus instanceof HTMLElement && focus.isConnected) focus.focus({ preventScroll: true });
    }
  }, [person, paneRef]);

  const open = useCallback((uid: string) => {
    departure.current ??= { scrollY, focus: document.activeElement };
    setPeople((before) => (before.at(-1) === uid ? before : [...before, uid]));
  }, []);
  const back = useCallback(() => setPeople((before) => before.slice(0, -1)), []);
  const end = useCallback(() => {
    departure.current = undefined;
    setPeople([]);
  }, []);
  return { person, open, back, end };
}
