import { Timestamp } from 'firebase/firestore';
import * as z from 'zod/mini';
import { FirecircleError } from './errors.ts';

/** Where a page ended: the time it is ordered by, and the document's id for equal times. */
export interface Position {
  time: Timestamp;
  id: string;
}

const position = z.tuple([z.string(), z.int(), z.int(), z.string().check(z.minLength(1), z.maxLength(200))]);

/** An opaque word for the end of a page of the list `list`. */
export function cursorOf(list: string, { time, id }: Position): string {
  const bytes = new TextEncoder().encode(JSON.stringify([list, time.seconds, time.nanoseconds, id]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** @throws invalid-argument (`bad-cursor`) when it is not a cursor of this list */
export function positionOf(list: string, cursor: string): Position {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')), (unit) => unit.charCodeAt(0));
    const [name, seconds, nanoseconds, id] = position.parse(JSON.parse(new TextDecoder().decode(bytes)));
    if (name !== list || id.includes('/')) throw new Error('The cursor belongs to another list.');
    return { time: new Timestamp(seconds, nanoseconds), id };
  } catch (cause) {
    throw new FirecircleError('invalid-argument', 'The cursor is not one of this list.', {
      reason: 'bad-cursor',
      cause,
    });
  }
}
