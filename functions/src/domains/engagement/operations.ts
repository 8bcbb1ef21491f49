import { setTimeout as delay } from 'node:timers/promises';
import { type DocumentReference, type DocumentSnapshot, FieldValue } from 'firebase-admin/firestore';
import { isContentId as canNameADocument } from '../../../../sdk/src/verbs/names.ts';
import { untilCommitted } from '../../platform/attempts.ts';
import type { Caller } from '../../platform/auth.ts';
import { nowMs } from '../../platform/clock.ts';
import { Failure, unauthenticated } from '../../platform/failure.ts';
import {
  commitWithResults,
  firestore,
  getGroups,
  getTogether,
  isWorthRereading,
  randomId,
} from '../../platform/firestore.ts';
import { addMoves, chooseShard, numberAfterMove } from '../../platform/hotNumber.ts';
import { everyDocument, forEachAtOnce } from '../../platform/pages.ts';
import { exported, type PersonData } from '../../platform/personData.ts';
import { type Content, type ContentName, type Counts, contentRef } from '../content/documents.ts';
import { isVisible, noCounts } from '../content/logic.ts';
import { contentNotFound, exactCounts } from '../content/operations.ts';
import { betweenBlocked, refuseWhenBlocked } from '../graph/blocks/operations.ts';
import { type BlockedPair, blockedPairRef } from '../graph/documents.ts';
import { type Standing, standingRef } from '../identity/documents.ts';
import { assertStanding } from '../identity/operations.ts';
import { type Interaction, interactionRef, interactionsOf } from './documents.ts';
import {
  type Change,
  type Flag,
  flagChange,
  flags,
  flagsOf,
  hasLanded,
  opsBefore,
  takenBack,
  type UserFlags,
  viewChange,
  when,
} from './logic.ts';

export interface LikeState {
  readonly liked: boolean;
  readonly likeCount: number;
}

/** Turns the caller's like over. NOT to be repeated blindly: each call that returns has turned it exactly once, also
 *  when the answer of its commit was lost on the way. Reads 3 (content, interaction, standing), writes 2, two round
 *  trips; + 1 delete (a precondition, which changes nothing) when somebody else made the content, whom a block may part
 *  from the caller; + N reads and one trip when the content's counters are sharded. Never locks the counter.
 *  @throws unauthenticated, not-found; permission-denied (blocked); unavailable when the outcome could not be settled */
export async function toggleLike(content: ContentName, caller: Caller): Promise<LikeState> {
  const { after, count } = await changeFlag(content, caller, 'liked', (before) => !(before?.liked ?? false));
  return { liked: after, likeCount: count };
}

/** Sets the caller's like. Names the wanted state, so it may be repeated. Costs as `toggleLike`; when it is already so no
 *  write, and 1 read and one trip when somebody else made the content.
 *  @throws unauthenticated, not-found, permission-denied (blocked), unavailable */
export async function setLike(content: ContentName, caller: Caller, liked: boolean): Promise<LikeState> {
  const { count } = await changeFlag(content, caller, 'liked', () => liked);
  return { liked, likeCount: count };
}

/** Saves a content for later, or takes that back. May be repeated. Costs as `setLike`.
 *  @throws unauthenticated, not-found, permission-denied (blocked), unavailable */
export async function saveContent(
  content: ContentName,
  caller: Caller,
  saved: boolean,
): Promise<{ saved: boolean; saveCount: number }> {
  const { count } = await changeFlag(content, caller, 'saved', () => saved);
  return { saved, saveCount: count };
}

/** Registers that the caller shared a content; a second share by the same person does not count. Costs as `setLike`.
 *  @throws unauthenticated, not-found, permission-denied (blocked), unavailable */
export async function shareContent(
  content: ContentName,
  caller: Caller,
): Promise<{ shared: true; shareCount: number }> {
  const { count } = await changeFlag(content, caller, 'shared', () => true);
  return { shared: true, shareCount: count };
}

/** Counts the caller as a viewer, once per content and 24 hours; anonymous accounts too, and whoever made the content has
 *  blocked, for a view tells the maker nothing of who viewed. May be repeated.
 *  Reads 3, writes 2 when it counts and 0 when it does not.
 *  @throws unauthenticated, not-found, unavailable */
export async function recordView(
  content: ContentName,
  caller: Caller,
): Promise<{ counted: boolean; viewCount: number }> {
  const { change, count } = await changeInteraction({
    name: content,
    caller,
    counter: 'views',
    endsAtBlock: false,
    decide: (before) => viewChange(before, nowMs()),
  });
  return { counted: change !== null, viewCount: count };
}

async function changeFlag(
  content: ContentName,
  caller: Caller,
  flag: Flag,
  wanted: (before: Interaction | undefined) => boolean,
): Promise<{ after: boolean; count: number }> {
  if (caller.anonymous) throw unauthenticated('anonymous');
  const { counter } = flags[flag];
  const { change, before, count } = await changeInteraction({
    name: content,
    caller,
    counter,
    endsAtBlock: true,
    decide: (stored) => flagChange(stored, flag, wanted(stored)),
  });
  return { after: change === null ? wanted(before) : change.by > 0, count };
}

interface Outcome {
  /** What this call changed; null = it was already so. */
  readonly change: Change | null;
  /** The interaction that the change was decided on. */
  readonly before: Interaction | undefined;
  /** The counter right after this call's own commit. */
  readonly count: number;
}

/** What earlier attempts leave to later ones. */
interface Attempts {
  readonly sent: Sent[];
  /** Who made the content, when that is somebody whom a block may part from the caller. */
  author: string | null;
}

/** A change that was sent to be committed; whether it has happened may be open. */
interface Sent {
  readonly op: string;
  readonly change: Change;
  readonly before: Interaction | undefined;
}

interface Wish {
  readonly name: ContentName;
  readonly caller: Caller;
  readonly counter: Change['counter'];
  /** Refused while the caller and who made the content are parted by a block. */
  readonly endsAtBlock: boolean;
  readonly decide: (before: Interaction | undefined) => Change | null;
}

const maxAttempts = 40;
const longestPauseMs = 100;

/**
 * The one way in which the server changes an interaction: fact and counter in one commit of two writes, the fact under
 * a precondition, the counter by a blind increment. Strangers never wait for each other; only two changes of the same
 * user to the same content do, and the one that comes second reads again and decides again.
 *
 * An error of the commit leaves open whether it happened (the client library itself repeats a commit whose connection
 * broke). The random `op` in the document settles it: found again, the change has landed, and is not made twice.
 *
 * Who made the content is known only when it has been read, and whether a block parts the two would cost another trip. So
 * the commit itself demands that there is none; what was refused is read with the next attempt, and said then.
 */
async function changeInteraction(wish: Wish): Promise<Outcome> {
  const attempts: Attempts = { sent: [], author: null };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryChange(wish, attempts);
    } catch (error) {
      if (!isWorthRereading(error)) throw error;
      if (attempt >= maxAttempts)
        throw new Failure('unavailable', 'Please try again', { cause: error, retryAfterMs: 1000 });
    }
    await delay(Math.random() * Math.min(longestPauseMs, 2 ** attempt));
  }
}

/** Reads, decides and commits once; adds what it commits to `sent` first.
 *  @throws whatever Firestore throws: the outcome is then open until the next read */
async function tryChange({ name, caller, counter, endsAtBlock, decide }: Wish, attempts: Attempts): Promise<Outcome> {
  const main = contentRef(name);
  const fact = interactionRef(caller.uid, name);
  const suspect = attempts.author;
  const [content, interaction, standing, pair] = await read(main, fact, caller.uid, suspect);
  const stored = content.data();
  const before = interaction.data();
  const landed = attempts.sent.find(({ op }) => hasLanded(before, op));
  if (landed !== undefined) return { ...landed, count: await countNow(content, counter) };

  assertStanding(caller, standing.data());
  if (!isVisible(stored)) throw contentNotFound();
  const author = endsAtBlock ? otherAuthor(stored, caller.uid) : null;
  attempts.author = author;
  if (author !== null && author === suspect && pair?.exists) throw betweenBlocked();
  const change = decide(before);
  if (change === null) {
    if (author !== null && author !== suspect && (await blockedPairRef(caller.uid, author).get()).exists) {
      throw betweenBlocked();
    }
    return { change, before, count: await countNow(content, counter) };
  }

  const op = randomId();
  const shard = chooseShard(stored.shards);
  const fields = {
    ...timed(change.fields),
    contentType: name.contentType,
    contentId: name.contentId,
    shard,
    op,
    earlierOps: opsBefore(before),
    changedAt: FieldValue.serverTimestamp(),
  };
  const batch = firestore().batch();
  addMoves(batch, main, shard, { [counter]: change.by });
  if (interaction.updateTime === undefined) batch.create(fact.withConverter(null), fields);
  else batch.update(fact.withConverter(null), fields, { lastUpdateTime: interaction.updateTime });
  if (author !== null) refuseWhenBlocked(batch, caller.uid, author);
  attempts.sent.push({ op, change, before });
  const { commitTime, transformed } = await commitWithResults(batch);
  const part = transformed[0]?.[0];
  if (typeof part !== 'number') throw new Error('The commit answered without its counter');
  const count =
    shard === null ? part : await numberAfterMove(main, stored.shards, counter, { shard, part, commitTime });
  return { change, before, count };
}

async function read(
  main: DocumentReference<Content>,
  fact: DocumentReference<Interaction>,
  uid: string,
  suspect: string | null,
): Promise<
  readonly [
    DocumentSnapshot<Content>,
    DocumentSnapshot<Interaction>,
    DocumentSnapshot<Standing>,
    DocumentSnapshot<BlockedPair> | null,
  ]
> {
  const always = [main, fact, standingRef(uid)] as const;
  if (suspect === null) return [...(await getTogether(...always)), null];
  return getTogether(...always, blockedPairRef(uid, suspect));
}

/** Content may be brought with any text as its maker's id; one that could not be a user's parts nobody. */
function otherAuthor({ creator }: Content, uid: string): string | null {
  return creator !== undefined && creator.uid !== uid && canNameADocument(creator.uid) ? creator.uid : null;
}

const timed = (fields: Change['fields']): Record<string, boolean | null | FieldValue> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, value === when ? FieldValue.serverTimestamp() : value]),
  );

async function countNow(content: DocumentSnapshot<Content>, counter: keyof Counts): Promise<number> {
  return (await exactCounts([content])).get(content.ref.path)?.[counter] ?? 0;
}

export interface Metadata {
  readonly counts: Counts;
  readonly flags: UserFlags;
}

/** Counters and the caller's flags for some contents, in the order of `names`; unknown and removed ones are all zero.
 *  Reads 1 per content, for a signed-in caller 1 more each and 1 standing, all in one round trip; + N reads per hot
 *  content in a second one.
 *  @throws unauthenticated for a banned or signed-out caller */
export async function batchMetadata(names: readonly ContentName[], caller: Caller | null): Promise<Metadata[]> {
  const found = await readMetadata(names, caller);
  return found.map(({ counts, flags }) => ({ counts, flags }));
}

/** The same for one content.
 *  @throws unauthenticated, not-found */
export async function getMetadata(name: ContentName, caller: Caller | null): Promise<Metadata> {
  const [metadata] = await readMetadata([name], caller);
  if (metadata === undefined || !metadata.exists) throw contentNotFound();
  return metadata;
}

async function readMetadata(
  names: readonly ContentName[],
  caller: Caller | null,
): Promise<Array<Metadata & { exists: boolean }>> {
  if (names.length === 0 && caller === null) return [];
  const [documents, interactions, [standing]] = await getGroups(
    names.map(contentRef),
    caller === null ? [] : names.map((name) => interactionRef(caller.uid, name)),
    caller === null ? [] : [standingRef(caller.uid)],
  );
  if (caller !== null) assertStanding(caller, standing?.data());
  const visible = documents.filter((document) => isVisible(document.data()));
  const counts = await exactCounts(visible);
  return documents.map((document, index) => {
    const exact = counts.get(document.ref.path);
    return {
      exists: exact !== undefined,
      counts: exact ?? noCounts,
      flags: flagsOf(exact === undefined ? undefined : interactions[index]?.data()),
    };
  });
}

/** The caller's flags for contents that were read already, in their order. Reads 1 per content and 1 standing.
 *  @throws unauthenticated */
export async function readFlags(names: readonly ContentName[], caller: Caller): Promise<UserFlags[]> {
  const [interactions, [standing]] = await getGroups(
    names.map((name) => interactionRef(caller.uid, name)),
    [standingRef(caller.uid)],
  );
  assertStanding(caller, standing?.data());
  return interactions.map((interaction) => flagsOf(interaction.data()));
}

/** Takes back all that one interaction counts for, and removes it, in one commit; also for contents that are hidden or
 *  gone. May be repeated. Reads 2, writes at most 1 and 1 delete, two round trips. */
async function forgetInteraction(uid: string, name: ContentName): Promise<void> {
  await untilCommitted(async () => {
    const [interaction, content] = await getTogether(interactionRef(uid, name), contentRef(name));
    const before = interaction.data();
    const { updateTime } = interaction;
    if (before === undefined || updateTime === undefined) return;
    const batch = firestore().batch();
    const stored = content.data();
    const moves = takenBack(before);
    if (stored !== undefined && Object.keys(moves).length > 0) {
      addMoves(batch, content.ref, chooseShard(stored.shards), moves);
    }
    batch.delete(interaction.ref, { lastUpdateTime: updateTime });
    await batch.commit();
  });
}

/** What only serves the machinery. */
const internal = ['op', 'earlierOps', 'shard', 'n'];

export const personData: PersonData = {
  domain: 'engagement',
  async *exportOf(uid) {
    for await (const document of everyDocument(interactionsOf(uid))) {
      yield exported(document.ref.path, document.data(), internal);
    }
  },
  async erase(uid) {
    await forEachAtOnce(everyDocument(interactionsOf(uid)), 20, (document) => forgetInteraction(uid, document.data()));
  },
};
