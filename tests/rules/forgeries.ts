import { randomUUID } from 'node:crypto';
import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { deleteField, increment, serverTimestamp } from 'firebase/firestore';
import { expect, test } from 'vitest';
import {
  beforeOf,
  blockPath,
  type Change,
  commit,
  contentOf,
  counterOf,
  counterPath,
  type Fields,
  fieldsAt,
  flagFields,
  flags,
  hoursAgo,
  interactionOf,
  interactionPath,
  kinds,
  setFlag,
  setScene,
  storedState,
  swapToLike,
  takeBack,
  view,
  viewAgain,
  wasSet,
} from './changes.ts';
import { type Person, server, uidOf } from './world.ts';

/** What is denied, the change that is allowed, and the one thing that makes it a forgery. */
type Forgery = [title: string, from: () => Change, forge: Forge];
type Forge = (change: Change) => void;

// The allowed changes.

const like = () => setFlag('like');
const hotLike = () => setFlag('like', { shard: 3 });
const likeOfHotContent = () => setFlag('like', { shards: 8 });
const unlike = () => takeBack('like');
const saveAfterLike = () => wasSet(setFlag('save'), 'like');
const viewByGuest = () => view({ as: 'an anonymous account' });

function likeWithOp(op: string): () => Change {
  return () => changed(like(), telling({ op }));
}

/** A like after so many changes, the last so many hours ago. */
function likeAfter(n: number, hours: number): () => Change {
  return () => changed(wasSet(like(), 'dislike'), having({ n, changedAt: hoursAgo(hours) }));
}

function likeThatCountsAnew(n: number, hours: number): () => Change {
  return () => changed(likeAfter(n, hours)(), telling({ n: 1 }));
}

/** Two contents liked in one commit. */
function twoLikes(): Change {
  const [one, other] = [like(), like()];
  return { ...one, stored: { ...one.stored, ...other.stored }, writes: { ...one.writes, ...other.writes } };
}

function changed(change: Change, forge: Forge): Change {
  forge(change);
  return change;
}

// The forgeries, each a change of one thing: what the interaction tells, what a counter counts, what the caller had done
// before, what the content was, who makes the commit.

function telling(fields: Fields): Forge {
  return (change) => Object.assign(interactionOf(change), fields);
}

function notTelling(...fields: string[]): Forge {
  return (change) => {
    for (const field of fields) delete interactionOf(change)[field];
  };
}

function counting(fields: Fields, shard: number | string | null = null): Forge {
  return (change) => Object.assign(fieldsAt(change.writes, counterPath(change.key, shard)), fields);
}

function having(fields: Fields): Forge {
  return (change) => Object.assign(beforeOf(change), fields);
}

/** Told when the forgery is made, not when this list is: an hour may pass in between. */
function havingTime(field: string, hours: number): Forge {
  return (change) => having({ [field]: hoursAgo(hours) })(change);
}

function of(fields: Fields): Forge {
  return (change) => Object.assign(contentOf(change), fields);
}

function ofAbsentContent(change: Change): void {
  delete change.stored[counterPath(change.key, null)];
}

function ofNewInteraction(change: Change): void {
  delete change.stored[interactionPath(uidOf(change.as), change.key)];
}

function withoutInteraction(change: Change): void {
  delete change.writes[interactionPath(uidOf(change.as), change.key)];
}

function withoutCounter(shard: number | null = null): Forge {
  return (change) => {
    delete change.writes[counterPath(change.key, shard)];
  };
}

function deleting(path: (change: Change) => string): Forge {
  return (change) => {
    change.writes[path(change)] = null;
  };
}

/** The same commit, made by another person for themselves. */
function by(person: Person): Forge {
  return (change) => {
    const fields = interactionOf(change);
    withoutInteraction(change);
    change.as = person;
    telling(fields)(change);
  };
}

function together(...forges: Forge[]): Forge {
  return (change) => {
    for (const forge of forges) forge(change);
  };
}

/** Refused for each kind of flag alike. */
const ofEachFlag = kinds.flatMap((kind): Forgery[] => {
  const { flag, setAt, takenBackAt, counter } = flags[kind];
  const set = () => setFlag(kind);
  const back = () => takeBack(kind);
  const another = kind === 'like' ? 'save' : 'like';
  const anotherAfterIt = () => wasSet(setFlag(another), kind);
  const taken = having({ [flag]: false, [takenBackAt]: new Date() });
  const countedAsAnother = together(withoutCounter(), counting({ [flags[another].counter]: increment(1) }));
  return [
    [`a second ${kind}`, set, (change) => wasSet(change, kind)],
    [`a ${kind} that counts two`, set, counting({ [counter]: increment(2) })],
    [`a ${kind} that counts down`, set, counting({ [counter]: increment(-1) })],
    [`a ${kind} that sets the counter`, set, counting({ [counter]: 1_000_000 })],
    [`a ${kind} without its counter`, set, withoutCounter()],
    [`a ${kind}'s counter without the ${kind}`, set, withoutInteraction],
    [`a ${kind} that counts as a view too`, set, counting({ views: increment(1) })],
    [`a ${kind} counted as a ${another}`, set, countedAsAnother],
    [`a ${kind} dated by the app`, set, telling({ [setAt]: hoursAgo(1) })],
    [`a ${kind} that is taken back already`, set, telling({ [takenBackAt]: serverTimestamp() })],
    [`a ${kind} that is neither true nor false`, set, telling({ [flag]: 'yes' })],
    [`a ${kind} taken back by somebody who never set it`, back, ofNewInteraction],
    [`a ${kind} taken back twice`, back, taken],
    [`a ${kind} taken back at a time of the app's`, back, telling({ [takenBackAt]: hoursAgo(1) })],
    [`a ${kind} taken back with its time rewritten`, back, telling({ [setAt]: serverTimestamp() })],
    [`a ${kind} taken back by removing the flag`, back, telling({ [flag]: deleteField() })],
    [`a ${kind} taken back that counts two`, back, counting({ [counter]: increment(-2) })],
    [`a ${kind} whose time is rewritten beside a ${another}`, anotherAfterIt, telling({ [setAt]: serverTimestamp() })],
  ];
});

const ofEachPerson = (['signed-out', 'an anonymous account', 'banned sam'] as const).flatMap((person): Forgery[] =>
  kinds.map((kind) => [`a ${kind} by ${person}`, () => setFlag(kind), by(person)]),
);

const ofEachStatus = ['hidden', 'deleted'].flatMap((status): Forgery[] => [
  [`a like of ${status} content`, like, of({ status })],
  [`a like of ${status} hot content`, hotLike, of({ status })],
  [`a like taken back from ${status} content`, unlike, of({ status })],
  [`a view of ${status} content`, view, of({ status })],
]);

/** A change of a content that somebody made, as alice, whose id is in the midst of all ids. */
function madeBy(creator: string, from: () => Change): () => Change {
  return () => changed(from(), of({ creator: { uid: creator, displayName: 'A creator' } }));
}

/** The caller and somebody share a block. */
function blocked(other: string): Forge {
  return (change) => {
    change.stored[blockPath(uidOf(change.as), other)] = { people: [], blockers: [other] };
  };
}

/** Of a creator whose id comes before the caller's, and of one whose id comes after it. */
const ofBlocks = [`aaron-${randomUUID()}`, `zoe-${randomUUID()}`].flatMap((creator): Forgery[] => [
  ...kinds.flatMap((kind): Forgery[] => [
    [`a ${kind} of ${creator.slice(0, 5)}'s content`, madeBy(creator, () => setFlag(kind)), blocked(creator)],
    [
      `a ${kind} taken back from ${creator.slice(0, 5)}'s content`,
      madeBy(creator, () => takeBack(kind)),
      blocked(creator),
    ],
  ]),
  [`a like of hot content of ${creator.slice(0, 5)}'s`, madeBy(creator, hotLike), blocked(creator)],
]);

const ofAbsence: Forgery[] = [
  ['a like of absent content', like, ofAbsentContent],
  ['a like of a shard of absent content', hotLike, ofAbsentContent],
  ['a view of absent content', view, ofAbsentContent],
];

/** Fields of a content that no app may write, each with a value of the right type. */
const serverFields: Fields = {
  ...{ title: 'Mine now', description: 'Mine', status: 'hidden', creator: { uid: 'alice' }, contentType: 'ebook' },
  ...{ contentId: 'other', createdAt: new Date(), updatedAt: new Date(), shards: 8, foldedAt: new Date() },
  ...{ heatAt: new Date(), heatTotal: 1, comments: increment(1), unheardOf: true },
};

const ofEachServerField = Object.entries(serverFields).map(
  ([field, value]): Forgery => [`a like that also writes the content's ${field}`, like, counting({ [field]: value })],
);

const ofOwnership: Forgery[] = [
  [
    'a like for someone else',
    like,
    (change) => {
      change.writes[interactionPath('bob', change.key)] = interactionOf(change);
      withoutInteraction(change);
    },
  ],
  [
    'a like for someone else beside their own',
    like,
    (change) => {
      change.writes[interactionPath('bob', change.key)] = interactionOf(change);
    },
  ],
  [
    "a change of someone else's interaction beside their own",
    saveWhereBobLiked,
    (change) => {
      change.writes[interactionPath('bob', change.key)] = interactionOf(change);
    },
  ],
  [
    'an interaction under the key of another content',
    like,
    (change) => {
      change.writes[interactionPath('alice', `ebook_${randomUUID()}`)] = interactionOf(change);
      withoutInteraction(change);
    },
  ],
  ['a counter moved on the strength of an earlier like', saveAfterLike, withoutInteraction],
  [
    'a counter written without moving it',
    saveAfterLike,
    together(withoutInteraction, counting({ saves: increment(0) })),
  ],
  ['a content moved for an interaction with another', twoLikes, withoutOtherInteraction],
  ['an interaction that is deleted', unlike, deleting((change) => interactionPath('alice', change.key))],
  ['a content that is deleted', unlike, deleting((change) => counterPath(change.key, null))],
  ['a like under another content type', like, telling({ contentType: 'ebook' })],
  ['a like under another content id', like, telling({ contentId: 'other' })],
  ['an interaction that changes its content type', saveAfterLike, telling({ contentType: 'ebook' })],
  ['an interaction that changes its content id', saveAfterLike, telling({ contentId: 'other' })],
  ['a field that nobody heard of', like, telling({ role: 'admin' })],
  ['a field that is removed', saveAfterLike, telling({ likedAt: deleteField() })],
  ['a field that is removed before the app adds it again', saveAfterLike, telling({ op: deleteField() })],
  [
    'a change that changes nothing',
    saveAfterLike,
    together(notTelling('saved', 'savedAt', 'saveDeletedAt'), withoutCounter()),
  ],
];

function saveWhereBobLiked(): Change {
  const change = saveAfterLike();
  change.stored[interactionPath('bob', change.key)] = { ...beforeOf(change) };
  return change;
}

function withoutOtherInteraction(change: Change): void {
  const other = Object.keys(change.writes).find((path) => path.startsWith('users/') && !path.endsWith(change.key));
  delete change.writes[other ?? ''];
}

const ofNumbers: Forgery[] = [
  ['a counter made a float', unlike, counting({ likes: -0 })],
  ['a counter moved by a half', like, counting({ likes: increment(0.5) })],
  ['a counter that is removed', unlike, counting({ likes: deleteField() })],
  ['a swap that moves only one counter', swapToLike, (change) => delete counterOf(change).dislikes],
  ['a swap that moves one counter twice', swapToLike, counting({ likes: increment(2) })],
];

const ofShards: Forgery[] = [
  ['a shard of cold content', hotLike, of({ shards: 0 })],
  ['a shard out of range', hotLike, of({ shards: 3 })],
  ...[-1, 0.5, '3', 'null', '03'].map(
    (shard): Forgery => [
      `a shard named ${JSON.stringify(shard)}`,
      hotLike,
      together(telling({ shard }), withoutCounter(3), counting({ likes: increment(1) }, String(shard))),
    ],
  ),
  ...['4', '03', 'null', '3.0'].map(
    (shard): Forgery => [
      `a second shard ("${shard}") in the same commit`,
      hotLike,
      counting({ likes: increment(1) }, shard),
    ],
  ),
  ['the content itself beside a shard', hotLike, counting({ likes: increment(1) })],
  ['a shard "null" beside the content itself', likeOfHotContent, counting({ likes: increment(1) }, 'null')],
  ['a shard other than the one named', hotLike, telling({ shard: 4 })],
  ['a shard when the content itself is named', hotLike, telling({ shard: null })],
  ['the content itself when a shard is named', likeOfHotContent, telling({ shard: 3 })],
  ['a change that names no counter', like, notTelling('shard')],
  ['a shard with a field of its own', hotLike, counting({ title: 'Mine' }, 3)],
  ['a shard that says when it was folded', hotLike, counting({ foldedAt: new Date() }, 3)],
  ['a new shard that starts above one', hotLike, counting({ likes: 2 }, 3)],
  ['a new shard with a counter made a float', hotLike, counting({ saves: -0 }, 3)],
  ['a shard that is deleted', () => takeBack('like', { shard: 3 }), deleting((change) => counterPath(change.key, 3))],
  ['a hot like without its shard', hotLike, withoutCounter(3)],
  ['a shard moved without a like', hotLike, withoutInteraction],
];

const ofTheRecord: Forgery[] = [
  ['a change dated by the app', like, telling({ changedAt: hoursAgo(0.01) })],
  ['a change without an op', like, notTelling('op')],
  ['an empty op', likeWithOp('x'), telling({ op: '' })],
  ['an op of 41 characters', likeWithOp('x'.repeat(40)), telling({ op: 'x'.repeat(41) })],
  ['an op that is a number', like, telling({ op: 7 })],
  ['an op that is a list', like, telling({ op: ['op'] })],
  ['a change that counts itself twice', like, telling({ n: increment(2) })],
  ['a change that does not count itself', saveAfterLike, notTelling('n')],
  ['a 101st change within the hour', likeAfter(99, 0.5), having({ n: 100 })],
  ['a 101st change that does not count anew', likeThatCountsAnew(100, 1.02), telling({ n: 101 })],
  ['a count that starts anew too soon', likeThatCountsAnew(100, 1.02), havingTime('changedAt', 0.9)],
  ['a count that starts anew before it is full', likeThatCountsAnew(100, 1.02), having({ n: 99 })],
];

const ofViews: Forgery[] = [
  ['a second view within a day', () => viewAgain(24.1), havingTime('viewedAt', 23.9)],
  ['a view by a banned user', view, by('banned sam')],
  ['a view by nobody', view, by('signed-out')],
  ['a view dated by the app', view, telling({ viewedAt: hoursAgo(0.01) })],
  ['a like that was viewed at no time', like, telling({ viewedAt: null })],
  ['a view that counts two', view, counting({ views: increment(2) })],
  ['a view without its counter', view, withoutCounter()],
  ["a view's counter without the view", view, withoutInteraction],
  [
    "a like beside an anonymous account's view",
    viewByGuest,
    together(telling(flagFields('like', true)), counting({ likes: increment(1) })),
  ],
];

const forgeries = [
  ...[ofEachFlag, ofEachPerson, ofEachStatus, ofBlocks, ofAbsence, ofEachServerField, ofOwnership].flat(),
  ...[ofNumbers, ofShards, ofTheRecord, ofViews].flat(),
];

function inReverse(change: Change): Change {
  return { ...change, writes: Object.fromEntries(Object.entries(change.writes).reverse()) };
}

/** Each half of a pair has a content of its own, so that the forgery is all that differs between them. */
export function denials(): void {
  test.each(forgeries)('denies %s, and allows the same without the forgery', async (_, from, forge) => {
    const forged = changed(from(), forge);
    await setScene(forged);
    const before = await storedState(forged);
    await assertFails(commit(forged));
    // The first refusal ends a commit, so the other order asks the other half of the proof.
    await assertFails(commit(inReverse(forged)));
    expect(await storedState(forged)).toEqual(before);

    const honest = from();
    await setScene(honest);
    await removeBlocks(forged);
    await assertSucceeds(commit(honest));
  });
}

/** Blocks are of people, not of one content: what was blocked is unblocked before the honest half. */
async function removeBlocks({ stored }: Change): Promise<void> {
  const paths = Object.keys(stored).filter((path) => path.startsWith('blocks/'));
  await Promise.all(paths.map((path) => server.doc(path).delete()));
}

const allowances: [title: string, from: () => Change][] = [
  ...kinds.flatMap((kind): [string, () => Change][] => [
    [`a ${kind} of cold content`, () => setFlag(kind)],
    [`a ${kind} taken back from cold content`, () => takeBack(kind)],
    [`a ${kind} of hot content, which makes its shard`, () => setFlag(kind, { shard: 0 })],
    [`a ${kind} taken back from a shard`, () => takeBack(kind, { shard: 7 })],
    [`a ${kind} that was queued while the content was cold`, () => setFlag(kind, { shards: 8 })],
  ]),
  ['a like taken back from a shard that does not exist yet', () => changed(takeBack('like', { shard: 3 }), elsewhere)],
  ['a dislike turned into a like in one write', swapToLike],
  ['a dislike turned into a like on a shard', () => swapToLike({ shard: 3 })],
  [
    'a like after one that was taken back',
    () => changed(wasSet(like(), 'like'), together(takenBefore, of({ likes: 0 }))),
  ],
  ['a like by someone whose earlier changes a server made', () => changed(saveAfterLike(), neverCounted)],
  ['a like by ada the admin, as by anyone', () => setFlag('like', { as: 'ada the admin' })],
  ['two likes in one commit', twoLikes],
  ['a like of own content', madeBy('alice', like)],
  ['a like of content of somebody who shares a block with others', () => changed(madeBy('carol', like)(), blockedBob)],
  [
    'a view of content of somebody who shares a block with the viewer',
    () => changed(madeBy('zoe', view)(), blocked('zoe')),
  ],
  ['a view by a user', view],
  ['a view by an anonymous account', viewByGuest],
  ['a view of hot content', () => view({ shard: 7 })],
  ['a second view after a day', () => viewAgain(24.1)],
];

const takenBefore = having({ liked: false, likeDeletedAt: new Date() });

/** The like went to another shard than it is taken back from: that one goes below zero, and the sum stays right. */
function elsewhere(change: Change): void {
  delete change.stored[counterPath(change.key, 3)];
  change.stored[counterPath(change.key, 5)] = { likes: 1 };
}

function blockedBob(change: Change): void {
  change.stored[blockPath('bob', 'carol')] = { people: ['bob', 'carol'], blockers: ['bob'] };
}

function neverCounted(change: Change): void {
  delete beforeOf(change).n;
}

export function allowed(): void {
  test.each(allowances)('allows %s', async (_, from) => {
    const change = from();
    await setScene(change);
    await assertSucceeds(commit(change));
  });

  test('moves the counters by what the change is worth, and nothing else', async () => {
    const change = swapToLike();
    await setScene(change);
    await commit(change);
    const content = {
      ...contentOf(change),
      likes: 1,
      dislikes: 0,
      createdAt: expect.anything(),
      updatedAt: expect.anything(),
    };
    expect((await storedState(change))[counterPath(change.key, null)]).toEqual(content);
  });
}
