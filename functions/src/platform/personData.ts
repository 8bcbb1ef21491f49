import { Timestamp } from 'firebase-admin/firestore';

/** One stored document that belongs to a person, as an export shows it. */
export interface ExportedDocument {
  readonly path: string;
  /** Plain JSON: times as ISO strings, secrets left out. */
  readonly data: unknown;
}

/** What a domain keeps about people, and how it gives it out and lets it go. Every domain that stores anything of a
 *  person exports one; a test holds that none is forgotten. */
export interface PersonData {
  readonly domain: string;
  /** Everything that the domain holds of this person. */
  readonly exportOf: (uid: string) => AsyncIterable<ExportedDocument>;
  /** Why this person's data may not be removed now, as a sentence to the person; null when it may. */
  readonly objection?: (uid: string) => Promise<string | null>;
  /** Removes it for ever. May be repeated and taken up again half-way. Counters stay equal to their facts. */
  readonly erase: (uid: string) => Promise<void>;
}

/** Firestore's values as plain JSON. Fields named in `secret` are left out. */
export function exported(path: string, data: object, secret: readonly string[] = []): ExportedDocument {
  return { path, data: plain(Object.fromEntries(Object.entries(data).filter(([field]) => !secret.includes(field)))) };
}

function plain(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate().toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, plain(inner)]));
}
