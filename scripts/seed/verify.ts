import { getAuth } from 'firebase-admin/auth';
import type { DocumentData, Query } from 'firebase-admin/firestore';
import {
  type ContentType,
  type Counter,
  type Counts,
  counters,
} from '../../functions/src/domains/content/documents.ts';
import { noCounts } from '../../functions/src/domains/content/logic.ts';
import { standingRef } from '../../functions/src/domains/identity/documents.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { firestore } from '../../functions/src/platform/firestore.ts';
import { contentKey, contentTypes } from '../../sdk/src/verbs/content.ts';
import { emailOf, namedPeople } from './people.ts';
import { makeSociety } from './society.ts';
import { countsOfFacts, makeWorld } from './world.ts';

export interface TypeTotals {
  readonly contents: number;
  readonly counts: Counts;
}

export interface WorldReport {
  /** One sentence for each thing that is not as it should be; empty = the world is whole. */
  readonly faults: readonly string[];
  /** What the counters of the seeded contents add up to, and what the facts do. */
  readonly counted: Readonly<Record<ContentType, TypeTotals>>;
  readonly facts: Readonly<Record<ContentType, Counts>>;
  readonly people: number;
}

/**
 * Reads every seeded content with its shards, every interaction and every comment, all as of one instant, and compares
 * counters with facts; and checks that the named people are who they should be. Contents that others made in the same
 * emulators are left alone, so it may run beside other tests, and after people have liked things.
 */
export async function verifyWorld(): Promise<WorldReport> {
  const seeded = makeWorld().map(({ input }) => input);
  const faults: string[] = [];
  const { contents, shards, interactions, comments, cards, followers } = await readAll();

  const counted = perType(() => ({ contents: 0, counts: { ...noCounts } }));
  const facts = perType(() => ({ ...noCounts }));
  for (const { contentType, contentId } of seeded) {
    const key = contentKey({ contentType, contentId });
    const content = contents.get(key)?.[0];
    if (content === undefined) {
      faults.push(`contents/${key} is missing`);
      continue;
    }
    const parts = [content, ...(shards.get(key) ?? [])];
    const stored = countsFrom((counter) => parts.reduce((sum, part) => sum + numberIn(part, counter), 0));
    const real = countsOfFacts(interactions.get(key) ?? [], comments.get(key)?.length ?? 0);
    for (const counter of counters) {
      if (stored[counter] !== real[counter]) {
        faults.push(`contents/${key}: ${counter} is ${stored[counter]}, the facts are ${real[counter]}`);
      }
      counted[contentType].counts[counter] += stored[counter];
      facts[contentType][counter] += real[counter];
    }
    counted[contentType].contents += 1;
  }
  faults.push(...faultsOfFollows(cards, shards, followers), ...(await faultsOfPeople()));
  return { faults, counted, facts, people: namedPeople.length };
}

/** By the key of the content or the uid of the person that a path is about. */
type BySubject = ReadonlyMap<string, DocumentData[]>;

/** Everything in one read-only transaction, that is, as of one instant. */
async function readAll(): Promise<
  Record<'contents' | 'shards' | 'interactions' | 'comments' | 'cards' | 'followers', BySubject>
> {
  return firestore().runTransaction(
    async (transaction) => {
      const read = async (query: Query, keyOf: (path: readonly string[]) => string): Promise<BySubject> => {
        const found = new Map<string, DocumentData[]>();
        for (const document of (await transaction.get(query)).docs) {
          const key = keyOf(document.ref.path.split('/'));
          found.set(key, [...(found.get(key) ?? []), document.data()]);
        }
        return found;
      };
      const ownKey = (path: readonly string[]) => path.at(-1) ?? '';
      const parentKey = (path: readonly string[]) => path[1] ?? '';
      return {
        contents: await read(firestore().collection('contents'), ownKey),
        shards: await read(firestore().collectionGroup('shards'), parentKey),
        interactions: await read(firestore().collectionGroup('interactions'), ownKey),
        comments: await read(firestore().collectionGroup('comments'), parentKey),
        cards: await read(firestore().collection('users'), ownKey),
        followers: await read(firestore().collectionGroup('followers'), parentKey),
      };
    },
    { readOnly: true },
  );
}

/** Every seeded card's numbers are those of its edges. */
function faultsOfFollows(cards: BySubject, shards: BySubject, followers: BySubject): string[] {
  const followed = new Map<string, number>();
  for (const edge of [...followers.values()].flat()) {
    followed.set(edge.follower, (followed.get(edge.follower) ?? 0) + 1);
  }
  return [...makeSociety().cards.keys()].flatMap((uid) => {
    const parts = [...(cards.get(uid) ?? []), ...(shards.get(uid) ?? [])];
    const stored = parts.reduce((sum, part) => sum + numberIn(part, 'followers'), 0);
    const real = followers.get(uid)?.length ?? 0;
    const following = parts.reduce((sum, part) => sum + numberIn(part, 'following'), 0);
    return [
      ...(stored === real ? [] : [`users/${uid}: followers is ${stored}, the edges are ${real}`]),
      ...(following === (followed.get(uid) ?? 0) ? [] : [`users/${uid}: following is not what its edges are`]),
    ];
  });
}

async function faultsOfPeople(): Promise<string[]> {
  const faults: string[] = [];
  for (const person of namedPeople) {
    const [user, standing] = await Promise.all([
      getAuth(firebaseApp()).getUser(person.uid),
      standingRef(person.uid).get(),
    ]);
    const right =
      user.email === emailOf(person) &&
      user.emailVerified &&
      user.displayName === person.displayName &&
      user.customClaims?.role === person.role;
    if (!right) faults.push(`The account of ${person.uid} is not as it was seeded`);
    if (standing.data()?.role !== person.role) faults.push(`The standing of ${person.uid} does not say ${person.role}`);
  }
  return faults;
}

const numberIn = (data: DocumentData, counter: Counter | 'followers' | 'following'): number => {
  const value: unknown = data[counter];
  return typeof value === 'number' ? value : 0;
};

function countsFrom(value: (counter: Counter) => number): Counts {
  const counts: Counts = { ...noCounts };
  for (const counter of counters) counts[counter] = value(counter);
  return counts;
}

const perType = <Value>(value: () => Value): Record<ContentType, Value> => ({
  media: value(),
  artist: value(),
  merch: value(),
  ebook: value(),
  podcast: value(),
});

/** The report as lines of text. */
export function reportTable({ counted, facts }: WorldReport): string {
  const row = (cells: readonly (string | number)[]) =>
    cells.map((cell, column) => (column === 0 ? String(cell).padEnd(10) : String(cell).padStart(10))).join('');
  const sums = countsFrom((counter) => contentTypes.reduce((sum, type) => sum + counted[type].counts[counter], 0));
  return [
    row(['type', 'contents', ...counters]),
    ...contentTypes.map((type) => {
      const cells = counters.map((counter) => {
        const [stored, real] = [counted[type].counts[counter], facts[type][counter]];
        return stored === real ? stored : `${stored}≠${real}`;
      });
      return row([type, counted[type].contents, ...cells]);
    }),
    row([
      'all',
      contentTypes.reduce((sum, type) => sum + counted[type].contents, 0),
      ...counters.map((counter) => sums[counter]),
    ]),
  ].join('\n');
}
