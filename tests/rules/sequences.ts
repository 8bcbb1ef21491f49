import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { deleteField, increment, serverTimestamp } from 'firebase/firestore';
import { expect, test } from 'vitest';
import {
  type Change,
  commit,
  contentFields,
  counterPath,
  counters,
  type Fields,
  flagFields,
  flags,
  hoursAgo,
  interactionPath,
  type Kind,
  kinds,
} from './changes.ts';
import { type Person, server, uidOf } from './world.ts';

const persons = ['alice', 'bob', 'an anonymous account'] as const satisfies Person[];

/** What may be done to an honest commit on its way. Each takes the two writes and the two paths. */
const forgeries = {
  'counts two': ({ counter, moves }) => Object.assign(counter, { [moves]: increment(2) }),
  'counts the wrong way': ({ counter, moves, worth }) => Object.assign(counter, { [moves]: increment(-worth) }),
  'counts nothing': ({ counter, moves }) => delete counter[moves],
  'counts another too': ({ counter, moves }) =>
    Object.assign(counter, { [moves === 'likes' ? 'saves' : 'likes']: increment(1) }),
  'removes the counter': ({ counter, moves }) => Object.assign(counter, { [moves]: deleteField() }),
  'leaves the interaction out': ({ change, interactionAt }) => delete change.writes[interactionAt],
  'leaves the counter out': ({ change, counterAt }) => delete change.writes[counterAt],
  'moves another shard': ({ interaction }) => Object.assign(interaction, { shard: 1 + Number(interaction.shard ?? 0) }),
  'deletes the interaction': ({ change, interactionAt }) => Object.assign(change.writes, { [interactionAt]: null }),
  'dates itself': ({ interaction }) => Object.assign(interaction, { changedAt: hoursAgo(0.01) }),
  'does it for carol too': ({ change, interaction, key }) =>
    Object.assign(change.writes, { [interactionPath('carol', key)]: interaction }),
  'turns a flag': ({ interaction }) => Object.assign(interaction, flagFields('save', interaction.saved !== true)),
} satisfies Record<string, (commit: Parts) => unknown>;

interface Parts {
  change: Change;
  key: string;
  interactionAt: string;
  interaction: Fields;
  counterAt: string;
  counter: Fields;
  /** The counter that the commit moves, and by how much. */
  moves: string;
  worth: 1 | -1;
}

interface Step {
  person: (typeof persons)[number];
  content: 0 | 1;
  kind: Kind | 'view';
  shard: number;
  forgery: keyof typeof forgeries | null;
}

const names = Object.keys(forgeries).filter((name): name is keyof typeof forgeries => name in forgeries);

const step: fc.Arbitrary<Step> = fc.record({
  person: fc.constantFrom(...persons),
  content: fc.constantFrom(0, 1),
  kind: fc.constantFrom(...kinds, 'view'),
  shard: fc.nat({ max: 2 }),
  forgery: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...names) }),
});

/** A cold content and one of three shards, and what each person is known to have done to them. */
class World {
  readonly ids = [randomUUID(), randomUUID()] as const;
  readonly done = new Map<string, Set<string>>();

  async open(): Promise<void> {
    const batch = server.batch();
    this.ids.forEach((id, index) => {
      batch.set(server.doc(`contents/media_${id}`), contentFields(id, { shards: index === 1 ? 3 : 0 }));
    });
    for (const path of this.interactionPaths()) batch.delete(server.doc(path));
    await batch.commit();
  }

  interactionPaths(): string[] {
    return this.ids.flatMap((id) => persons.map((person) => interactionPath(uidOf(person), `media_${id}`)));
  }

  /** Commits a step, and says whether the rules took it. */
  async take({ person, content, kind, shard: drawn, forgery }: Step): Promise<'taken' | 'refused'> {
    const contentId = this.ids[content];
    const key = `media_${contentId}`;
    const shard = content === 1 ? drawn : null;
    const interactionAt = interactionPath(uidOf(person), key);
    const counterAt = counterPath(key, shard);
    const done = this.done.get(interactionAt) ?? new Set();
    const on = !done.has(kind);
    const interaction: Fields = {
      ...{ contentType: 'media', contentId, shard, op: randomUUID(), n: increment(1), changedAt: serverTimestamp() },
      ...(kind === 'view' ? { viewedAt: serverTimestamp() } : flagFields(kind, on)),
    };
    const moves = kind === 'view' ? 'views' : flags[kind].counter;
    const worth = on || kind === 'view' ? 1 : -1;
    const counter: Fields = { [moves]: increment(worth) };
    const change = {
      ...{ as: person, key, stored: { [`contents/${key}`]: {} } },
      writes: { [interactionAt]: interaction, [counterAt]: counter },
    };
    if (forgery) forgeries[forgery]({ change, key, interactionAt, interaction, counterAt, counter, moves, worth });
    try {
      await commit(change);
    } catch (error) {
      expect(error).toMatchObject({ code: 'permission-denied' });
      return 'refused';
    }
    if (on) done.add(kind);
    else done.delete(kind);
    this.done.set(interactionAt, done);
    return 'taken';
  }

  /** What the interactions say, and what the counters say. */
  async numbers(): Promise<{ facts: Record<string, number>; counted: Record<string, number> }[]> {
    const snapshots = await server.getAll(...this.interactionPaths().map((path) => server.doc(path)));
    return Promise.all(
      this.ids.map(async (id) => {
        const content = server.doc(`contents/media_${id}`);
        const documents = [await content.get(), ...(await content.collection('shards').get()).docs];
        const interactions = snapshots.filter((snapshot) => snapshot.id === `media_${id}`);
        const facts = Object.fromEntries([
          ...kinds.map((kind) => [
            flags[kind].counter,
            interactions.filter((interaction) => interaction.get(flags[kind].flag) === true).length,
          ]),
          ['views', interactions.filter((interaction) => interaction.get('viewedAt') !== undefined).length],
        ]);
        const counted = Object.fromEntries(
          counters.map((counter) => [
            counter,
            documents.reduce((sum, document) => sum + Number(document.get(counter) ?? 0), 0),
          ]),
        );
        return { facts, counted };
      }),
    );
  }
}

/** Whether the rules should take a step that nobody forged. */
function isHonest({ person, kind, forgery }: Step, done: ReadonlySet<string> | undefined): boolean {
  if (forgery) return false;
  return kind === 'view' ? !done?.has('view') : person !== 'an anonymous account';
}

export function sequences(): void {
  test('keeps every counter equal to its facts, whatever apps send', { timeout: 120_000 }, async () => {
    let taken = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const world = new World();
        await world.open();
        for (const each of steps) {
          const at = interactionPath(uidOf(each.person), `media_${world.ids[each.content]}`);
          const expected = isHonest(each, world.done.get(at)) ? 'taken' : 'refused';
          expect(await world.take(each), JSON.stringify(each)).toBe(expected);
          if (expected === 'taken') taken += 1;
          else refused += 1;
        }
        for (const { facts, counted } of await world.numbers()) expect(counted).toEqual(facts);
      }),
      { numRuns: 60 },
    );
    expect(taken).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
}
