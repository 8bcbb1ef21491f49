import { type DocumentSnapshot, Timestamp } from 'firebase/firestore';

/** Stored fields as what they should be. What is of another type reads as empty: a newer backend may store things that
 *  this version of the SDK does not know. */
export type Fields = Record<string, unknown>;

/** The fields of a snapshot. A time that the server has yet to set reads as this device's estimate of it. */
export function fieldsOf(snapshot: DocumentSnapshot): Fields | undefined {
  return snapshot.data({ serverTimestamps: 'estimate' });
}

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

export const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
export const int = (value: unknown) => (typeof value === 'number' && Number.isSafeInteger(value) ? value : 0);
export const time = (value: unknown) => (value instanceof Timestamp ? value : null);
/** ISO 8601 in UTC. */
export const iso = (value: unknown) => (time(value) ?? new Timestamp(0, 0)).toDate().toISOString();
