import type { Role } from '../../functions/src/domains/identity/documents.ts';
import type { Creator } from '../../sdk/src/verbs/content.ts';

/** Somebody who can sign in: `<uid>@example.com` with this one password. */
export interface NamedPerson {
  readonly uid: string;
  readonly displayName: string;
  readonly role: Role;
}

export const password = 'firecircle-demo';

export const emailOf = ({ uid }: { uid: string }): string => `${uid}@example.com`;

export const namedPeople = [
  { uid: 'alice', displayName: 'Alice Adeyemi', role: 'user' },
  { uid: 'bob', displayName: 'Bob Brandt', role: 'user' },
  { uid: 'carol', displayName: 'Carol Castillo', role: 'creator' },
  { uid: 'sam', displayName: 'Sam Sato', role: 'seller' },
  { uid: 'mia', displayName: 'Mia Moreau', role: 'moderator' },
  { uid: 'ada', displayName: 'Ada Admin', role: 'admin' },
] as const satisfies readonly NamedPerson[];

export type NamedUid = (typeof namedPeople)[number]['uid'];

/** The crowd: people who did something once and have no account to sign in with. */
export const crowd: readonly string[] = Array.from(
  { length: 120 },
  (_, index) => `person-${String(index + 1).padStart(3, '0')}`,
);

export const carol: Creator = { uid: 'carol', displayName: 'Carol Castillo' };
export const sam: Creator = { uid: 'sam', displayName: 'Sam Sato' };

/** Creators whose work is here and who have no account to sign in with. */
export const otherCreators: readonly Creator[] = [
  'Lena Okafor',
  'The Northbank Choir',
  'Tomás Rivera',
  'Juniper & Slate',
  'Priya Raman',
  'Harbour Lights',
  'Emeka Obi',
  'Sister Maren',
  'Oskar Lindqvist',
  'Field Recordings Club',
  'Naledi Khumalo',
  'Wren Halloway',
].map((displayName, index) => ({ uid: `creator-${String(index + 1).padStart(2, '0')}`, displayName }));
