import { Timestamp } from 'firebase-admin/firestore';
import type { Role } from '../../functions/src/domains/identity/documents.ts';
import type { Account, Card } from '../../functions/src/domains/profiles/documents.ts';
import { worldEndMs } from './contents.ts';
import { crowd, emailOf, namedPeople, otherCreators } from './people.ts';
import { Random } from './random.ts';

/** Who everybody is, and who follows and blocks whom. */
export interface Society {
  readonly cards: ReadonlyMap<string, Card>;
  /** Of the people who can sign in. */
  readonly accounts: ReadonlyMap<string, Account>;
  readonly follows: readonly FollowFact[];
  readonly blocks: readonly BlockFact[];
}

export interface FollowFact {
  readonly follower: string;
  readonly followee: string;
  readonly followedAt: Timestamp;
}

interface BlockFact {
  readonly blocker: string;
  readonly blocked: string;
  readonly blockedAt: Timestamp;
}

const firstNames = [
  ...['Amara', 'Ben', 'Chioma', 'Dario', 'Elif', 'Farid', 'Greta', 'Hana', 'Ivo', 'Jonas', 'Kofi', 'Lucía'],
  ...['Mei', 'Nadia', 'Owen', 'Paula', 'Quentin', 'Rosa', 'Sven', 'Tala', 'Uma', 'Viktor', 'Wanjiru', 'Yara'],
];
const lastNames = ['Nwosu', 'Keller', 'Duarte', 'Yılmaz', 'Haddad', 'Lindgren', 'Sato', 'Mensah', 'Vega', 'Chen'];

const bios: Readonly<Record<string, string>> = {
  alice: 'Listens to everything once, and to the good ones all week.',
  bob: 'Bakes bread, collects records.',
  carol: 'Songs by the water. New recordings on Sundays.',
  sam: 'Prints, records and strong tea from a small shop.',
};

/** The whole society, the same every time. */
export function makeSociety(): Society {
  const random = new Random(20260102);
  const joined = () => Timestamp.fromMillis(worldEndMs - random.int(30, 240) * 86_400_000);
  const cards = new Map<string, Card>();
  const add = (uid: string, username: string, displayName: string, role: Role) =>
    cards.set(uid, cardOf({ uid, username, displayName, role, joinedAt: joined() }));
  for (const { uid, displayName, role } of namedPeople) add(uid, uid, displayName, role);
  for (const { uid, displayName } of otherCreators) add(uid, usernameFrom(displayName), displayName, 'creator');
  crowd.forEach((uid, index) => {
    const displayName = `${firstNames[index % firstNames.length]} ${random.pick(lastNames)}`;
    add(uid, `${usernameFrom(displayName)}_${index + 1}`, displayName, 'user');
  });

  const follows = makeFollows(random);
  for (const { follower, followee } of follows) {
    const [from, to] = [cards.get(follower), cards.get(followee)];
    if (from) from.following += 1;
    if (to) to.followers += 1;
  }
  const blocks = [{ blocker: 'mia', blocked: 'person-007', blockedAt: moment(random) }];
  const accounts = new Map(namedPeople.map((person) => [person.uid, accountOf(emailOf(person), person.role)]));
  return { cards, accounts, follows, blocks };
}

/** Most people follow a few creators; alice and bob follow carol. Nobody who is in a block follows anybody in it. */
function makeFollows(random: Random): FollowFact[] {
  const creators = ['carol', 'sam', ...otherCreators.map(({ uid }) => uid)];
  const follows = [
    ...['alice', 'bob'].map((follower) => ({ follower, followee: 'carol', followedAt: moment(random) })),
    { follower: 'carol', followee: 'alice', followedAt: moment(random) },
  ];
  for (const follower of crowd) {
    // The further down the list, the fewer: a few have many followers, as anywhere.
    const chosen = creators.filter((_, rank) => random.chance(0.6 / (1 + rank / 2)));
    for (const followee of chosen) follows.push({ follower, followee, followedAt: moment(random) });
  }
  return follows;
}

const moment = (random: Random): Timestamp => Timestamp.fromMillis(worldEndMs - random.int(1, 25 * 86_400) * 1000);

/** Letters without their marks, the rest as underscores. */
const usernameFrom = (displayName: string): string =>
  displayName
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace('ı', 'i')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()
    .slice(0, 24);

interface Newcomer {
  readonly uid: string;
  readonly username: string;
  readonly displayName: string;
  readonly role: Role;
  readonly joinedAt: Timestamp;
}

const cardOf = ({ uid, username, displayName, role, joinedAt }: Newcomer): Card => ({
  uid,
  username,
  displayName,
  avatarUrl: null,
  bio: bios[uid] ?? null,
  role,
  isCreator: role === 'creator',
  isVerified: role !== 'user',
  followers: 0,
  following: 0,
  posts: 0,
  shards: 0,
  foldedAt: null,
  heatAt: null,
  heatTotal: 0,
  createdAt: joinedAt,
  updatedAt: joinedAt,
});

const accountOf = (email: string, role: Role): Account => ({
  email,
  emailVerified: true,
  hasPassword: true,
  phone: null,
  isPrivate: false,
  sellerStatus: role === 'seller' ? 'approved' : 'none',
  renamedAt: [],
  updatedAt: Timestamp.fromMillis(worldEndMs),
});
