import type * as z from 'zod';
import { Failure } from '../failure.ts';

/** Opaque page cursors: what a list needs to go on, as base64url JSON. A cursor holds nothing secret and grants nothing;
 *  one that was altered is refused or shows a place in the same list. */
export const encodeCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws invalid-argument */
export function decodeCursor<Place>(cursor: string, schema: z.ZodType<Place>): Place {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new Failure('invalid-argument', 'Invalid cursor', { reason: 'invalid-cursor', cause });
  }
}
