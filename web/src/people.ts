/** The named people of the demo world. They exist where the project is a `demo-` project on emulators, nowhere else. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

export const demoPassword = 'firecircle-demo';

export const alice: Person = { name: 'Alice', email: 'alice@example.com', role: 'user' };
export const bob: Person = { name: 'Bob', email: 'bob@example.com', role: 'user' };

export const people: readonly Person[] = [
  alice,
  bob,
  { name: 'Carol', email: 'carol@example.com', role: 'creator' },
  { name: 'Sam', email: 'sam@example.com', role: 'seller' },
  { name: 'Mia', email: 'mia@example.com', role: 'moderator' },
  { name: 'Ada', email: 'ada@example.com', role: 'admin' },
];
