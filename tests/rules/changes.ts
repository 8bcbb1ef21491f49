import { randomUUID } from 'node:crypto';
import { doc, type Firestore, increment, serverTimestamp, writeBatch } from 'firebase/firestore';
import { clientOf, type Person, server, uidOf } from './world.ts';

/** The kinds of change: the flag, its two times and the counter it moves. */
export const flags = {
  like: { flag: 'liked', setAt: 'likedAt', takenBackAt: 'likeDeletedAt', counter: 'likes' },
  save: { flag: 'saved', setAt: 'savedAt', takenBackAt: 'saveDeletedAt', counter: 'saves' },
  share: { flag: 'shared', setAt: 'sharedAt', takenBackAt: 'shareDeletedAt', counter: 'shares' },
  dislike: { flag: 'disliked', setAt: 'dislikedAt', takenBackAt: 'dislikeDeletedAt', counter: 'dislikes' },
} as const;

export type Kind = keyof typeof flags;
export const kinds: readonly Kind[] = ['like', 'save', 'share', 'dislike'];
export const counters = ['likes', 'saves', 'shares', 'dislikes', 'views'] as const;

export type Fields = Record<string, unknown>;

/** A commit and the scene it is made in, all of it open to a test that forges one thing. */
export interface Change {
  as: Person;
  key: string;
  /** What is stored before, by path. */
  stored: Record<string, Fields>;
  /** What the commit writes, by path: a content is updated, the others are merged. null deletes. */
  writes: Record<string, Fields | null>;
}

export function interactionPath(uid: string, key: string): string {
  return `users/${uid}/interactions/${key}`;
}

export function counterPath(key: string, shard: number | string | null): string {
  return shard === null ? `contents/${key}` : `contents/${key}/shards/${shard}`;
}

export function contentFields(contentId: string, more: Fields = {}): Fields {
  const now = new Date();
  const zeros = { likes: 0, dislikes: 0, saves: 0, shares: 0, views: 0, comments: 0 };
  return {
    ...{ contentType: 'media', contentId, status: 'visible', title: 'A title', createdAt: now, updatedAt: now },
    ...{ ...zeros, shards: 0, foldedAt: null, heatAt: null, heatTotal: 0, ...more },
  };
}

export interface Options {
  as?: Person;
  shard?: number | null;
  /** How many shards the content has. */
  shards?: number;
}

function scene({ as = 'alice', shard = null, shards = shard === null ? 0 : 8 }: Options): Change {
  const contentId = randomUUID().replaceAll('-', '');
  const key = `media_${contentId}`;
  const writes = {
    [interactionPath(uidOf(as), key)]: {
      ...{ contentType: 'media', contentId, shard, op: randomUUID(), n: increment(1), changedAt: serverTimestamp() },
    },
    [counterPath(key, shard)]: {},
  };
  return { as, key, stored: { [`contents/${key}`]: contentFields(contentId, { shards }) }, writes };
}

/** The content as it is stored before. */
export function contentOf(change: Change): Fields {
  return fieldsAt(change.stored, counterPath(change.key, null));
}

/** The interaction as it is stored before. */
export function beforeOf(change: Change): Fields {
  return fieldsAt(change.stored, interactionPath(uidOf(change.as), change.key));
}

/** The interaction's fields in the commit. */
export function interactionOf(change: Change): Fields {
  return fieldsAt(change.writes, interactionPath(uidOf(change.as), change.key));
}

/** The counter document's fields in the commit. */
export function counterOf(change: Change, shard: number | null = null): Fields {
  return fieldsAt(change.writes, counterPath(change.key, shard));
}

/** The fields at a path; none yet when there is nothing. */
export function fieldsAt(documents: Record<string, Fields | null>, path: string): Fields {
  const fields = documents[path] ?? {};
  documents[path] = fields;
  return fields;
}

export function flagFields(kind: Kind, on: boolean): Fields {
  const { flag, setAt, takenBackAt } = flags[kind];
  return on
    ? { [flag]: true, [setAt]: serverTimestamp(), [takenBackAt]: null }
    : { [flag]: false, [takenBackAt]: serverTimestamp() };
}

export function hoursAgo(hours: number): Date {
  return new Date(Date.now() - hours * 3_600_000);
}

/** What every stored interaction has. */
function past(change: Change): Fields {
  const { contentId } = interactionOf(change);
  return { contentType: 'media', contentId, shard: null, op: 'before', n: 1, changedAt: hoursAgo(1) };
}

/** A flag that was set before, and the counter that says so. */
export function wasSet(change: Change, kind: Kind, shard: number | null = null): Change {
  const { flag, setAt, takenBackAt, counter } = flags[kind];
  Object.assign(beforeOf(change), past(change), beforeOf(change), {
    ...{ [flag]: true, [setAt]: hoursAgo(1), [takenBackAt]: null, shard },
  });
  fieldsAt(change.stored, counterPath(change.key, shard))[counter] = 1;
  return change;
}

/** A like, save, share or dislike as the SDK commits it. */
export function setFlag(kind: Kind, options: Options = {}): Change {
  const change = scene(options);
  Object.assign(interactionOf(change), flagFields(kind, true));
  counterOf(change, options.shard)[flags[kind].counter] = increment(1);
  return change;
}

/** The same, taken back. */
export function takeBack(kind: Kind, options: Options = {}): Change {
  const change = wasSet(scene(options), kind, options.shard);
  Object.assign(interactionOf(change), flagFields(kind, false));
  counterOf(change, options.shard)[flags[kind].counter] = increment(-1);
  return change;
}

/** A dislike turned into a like: two flags in one write. */
export function swapToLike(options: Options = {}): Change {
  const change = wasSet(setFlag('like', options), 'dislike', options.shard);
  Object.assign(interactionOf(change), flagFields('dislike', false));
  counterOf(change, options.shard).dislikes = increment(-1);
  return change;
}

export function view(options: Options = {}): Change {
  const change = scene(options);
  interactionOf(change).viewedAt = serverTimestamp();
  counterOf(change, options.shard).views = increment(1);
  return change;
}

/** A second view, so many hours after the first. */
export function viewAgain(hours: number): Change {
  const change = view();
  Object.assign(beforeOf(change), past(change), { viewedAt: hoursAgo(hours) });
  return change;
}

/** Where it is written that two people share a block, whoever of them made it. */
export function blockPath(one: string, other: string): string {
  return one < other ? `blocks/${one}/with/${other}` : `blocks/${other}/with/${one}`;
}

/** Stores the scene of a change. */
export async function setScene(change: Change, firestore = server): Promise<void> {
  const batch = firestore.batch();
  for (const [path, fields] of Object.entries(change.stored)) batch.set(firestore.doc(path), fields);
  await batch.commit();
}

/** Commits the writes of a change from its person's app. */
export function commit(change: Change, client: Firestore = clientOf(change.as)): Promise<void> {
  const batch = writeBatch(client);
  for (const [path, fields] of Object.entries(change.writes)) {
    const reference = doc(client, path);
    if (fields === null) batch.delete(reference);
    else if (path in change.stored && reference.parent.id === 'contents') batch.update(reference, fields);
    else batch.set(reference, fields, { merge: true });
  }
  return batch.commit();
}

/** What is stored at every path that a change is about. */
export async function storedState(change: Change): Promise<Record<string, unknown>> {
  const paths = [...new Set([...Object.keys(change.stored), ...Object.keys(change.writes)])].sort();
  const snapshots = await server.getAll(...paths.map((path) => server.doc(path)));
  return Object.fromEntries(snapshots.map((snapshot) => [snapshot.ref.path, snapshot.data()]));
}
