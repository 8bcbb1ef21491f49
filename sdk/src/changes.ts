import {
  type DocumentReference,
  type DocumentSnapshot,
  doc,
  type FieldValue,
  type Firestore,
  increment,
  serverTimestamp,
  Timestamp,
  waitForPendingWrites,
  writeBatch,
} from 'firebase/firestore';
import { countsFromServer, readContentFromServer } from './counts.ts';
import {
  type ContentName,
  contentRef,
  interactionRef,
  interactionsRef,
  readContent,
  readInteraction,
  type StoredContent,
  type StoredInteraction,
  shardRef,
} from './documents.ts';
import { contentNotFound, FirecircleError, toFirecircleError } from './errors.ts';
import { type Firecircle, requireUid } from './firecircle.ts';
import { readCached, readServer } from './known.ts';
import { isLive } from './listeners.ts';
import { changeWaitMs, counterOf, groupFields, isDone, type Kind, restartsChanges, shownCounts } from './logic.ts';
import { addMove, movesOf, settleMove } from './moves.ts';
import { retry, staleChange } from './retry.ts';
import { explained } from './standing.ts';
import { contentKey } from './verbs/names.ts';

/*
 * A change is one batch of two writes: the user's interaction and a blind increment of one counter document. The
 * security rules prove each by the other. Firestore applies the batch to the local cache at once, keeps it while
 * offline, sends batches in order and rolls one back that is refused; so the optimistic heart is the cache itself.
 *
 * What is left to do here: decide the batch on what this device knows, one decision after the other for each content;
 * and when the server refuses it because that knowledge was stale, read anew and decide again. The wish stays the one
 * of the first decision: who pressed an empty heart wanted a full one, whatever another device has done since.
 */

export interface ChangeOptions {
  /** `server` (default): settle when the server has acknowledged the change, which offline is later, and with its exact
   *  count. `local`: settle as soon as watchers on this device show it, with the count that they show. */
  wait?: 'server' | 'local';
}

export interface Outcome {
  /** The state that the call wished for, and left. */
  done: boolean;
  /** False when it was so already. */
  changed: boolean;
  count: number;
}

interface Intent {
  readonly kind: Kind;
  readonly name: ContentName;
  /** The wished state, of the state that this device shows. */
  readonly wish: (done: boolean) => boolean;
  /** Whether a wish can be formed without knowing the state. */
  readonly blind: boolean;
}

interface Seen {
  /** `undefined` when it is not known. */
  readonly interaction: StoredInteraction | null | undefined;
  /** Whether a change of it waits to be sent. */
  readonly pending: boolean;
  /** Whether there is no better knowledge to be had. */
  readonly current: boolean;
}

interface Written {
  readonly op: string;
  /** The interaction that this was decided on; `undefined` when nothing was known of it. */
  readonly before: StoredInteraction | null | undefined;
  readonly shard: number | null;
  readonly acknowledged: Promise<void>;
}

/** The open changes of one user to one content: their decisions in turn, and the latest of each kind that wrote. */
interface Slot {
  deciding: Promise<unknown>;
  readonly latest: Map<Kind, Change>;
  open: number;
  turns: number;
}

const slots = new WeakMap<Firestore, Map<string, Slot>>();

function slotOf(ref: DocumentReference): Slot {
  const ofFirestore = slots.get(ref.firestore) ?? new Map<string, Slot>();
  slots.set(ref.firestore, ofFirestore);
  const slot = ofFirestore.get(ref.path) ?? { deciding: Promise.resolve(), latest: new Map(), open: 0, turns: 0 };
  ofFirestore.set(ref.path, slot);
  return slot;
}

function inTurn<T>(slot: Slot, decide: () => Promise<T>): Promise<T> {
  const turn = slot.deciding.then(decide);
  slot.deciding = turn.catch(() => undefined);
  return turn;
}

const absence: Seen = { interaction: null, pending: false, current: false };

function seenIn(snapshot: DocumentSnapshot): Seen {
  const { hasPendingWrites } = snapshot.metadata;
  return { interaction: readInteraction(snapshot), pending: hasPendingWrites, current: isLive(snapshot.ref) };
}

export async function change(firecircle: Firecircle, intent: Intent, options: ChangeOptions = {}): Promise<Outcome> {
  const uid = await requireUid(firecircle, intent.kind !== 'view');
  const attempt = new Change(firecircle, uid, intent);
  return options.wait === 'local' ? attempt.untilLocal() : attempt.outcome;
}

class Change {
  readonly outcome: Promise<Outcome>;
  private readonly firecircle: Firecircle;
  private readonly uid: string;
  private readonly intent: Intent;
  private readonly content: DocumentReference;
  private readonly interaction: DocumentReference;
  private readonly newOp: () => string;
  private readonly slot: Slot;
  private readonly turn: number;
  private readonly local: Promise<Outcome>;
  private showLocal: (outcome: Outcome) => void = () => {};
  private wished: boolean | undefined;

  constructor(firecircle: Firecircle, uid: string, intent: Intent) {
    const { firestore } = firecircle;
    this.firecircle = firecircle;
    this.uid = uid;
    this.intent = intent;
    this.content = contentRef(firestore, intent.name);
    this.interaction = interactionRef(firestore, uid, contentKey(intent.name));
    this.newOp = () => doc(interactionsRef(firestore, uid)).id;
    this.slot = slotOf(this.interaction);
    this.local = new Promise((resolve) => {
      this.showLocal = resolve;
    });
    this.turn = ++this.slot.turns;
    this.slot.open++;
    this.outcome = retry(staleChange, (attempt) => this.attempt(attempt > 0)).finally(() => this.close());
  }

  untilLocal(): Promise<Outcome> {
    return Promise.race([this.local, this.outcome]);
  }

  private close(): void {
    this.slot.open--;
    if (this.slot.open === 0) slots.get(this.interaction.firestore)?.delete(this.interaction.path);
  }

  private async attempt(fresh: boolean): Promise<Outcome> {
    const decided = await inTurn(this.slot, () => this.decide(fresh));
    if (decided === 'overtaken') return this.overtaking()?.outcome ?? this.settled(false, null);
    if (decided === 'done') return this.settled(false, null);
    this.showLocal({ done: this.wish(), changed: decided !== 'pending', count: await this.shownCount() });
    if (decided === 'pending') {
      await waitForPendingWrites(this.content.firestore);
      return this.attempt(true);
    }
    try {
      await decided.acknowledged;
    } catch (error) {
      settleMove(this.content.firestore, contentKey(this.intent.name), decided.op, null);
      return this.refused(toFirecircleError(error), decided);
    }
    if (decided.shard !== null) await this.acknowledgeMove(decided.op);
    return this.settled(true, decided.shard);
  }

  /** A later change of this client that wrote: to insist on this one would undo it. */
  private overtaking(): Change | undefined {
    const latest = this.slot.latest.get(this.intent.kind);
    return latest && latest.turn > this.turn ? latest : undefined;
  }

  private wish(): boolean {
    return this.wished ?? true;
  }

  /** Writes the batch, or says why not: the wish is true on the server, or by an earlier batch that is still pending. */
  private async decide(fresh: boolean): Promise<Written | 'done' | 'pending' | 'overtaken'> {
    if (this.overtaking()) return 'overtaken';
    const { kind, wish } = this.intent;
    const [seen, content] = await Promise.all([this.seeInteraction(fresh), this.seeContent(fresh)]);
    const now = Date.now();
    const done = isDone(kind, seen.interaction ?? null, now);
    this.wished ??= wish(done);
    if (seen.interaction !== undefined && done === this.wished) {
      if (seen.pending && !fresh) return 'pending';
      // A view that was counted stays counted; a like in the cache may have been taken back by another device.
      return seen.current || kind === 'view' ? 'done' : this.decide(true);
    }
    const waitMs = changeWaitMs(seen.interaction ?? null, now);
    if (waitMs > 0) {
      if (seen.current) throw tooManyChanges(waitMs);
      return this.decide(true);
    }
    return this.write(this.wished, seen.interaction, content);
  }

  /** The interaction: as this device shows it, else (or when `fresh`) as the server has it. While the server cannot be
   *  asked, what this device shows is the best there is; `undefined` when it knows nothing. */
  private async seeInteraction(fresh: boolean): Promise<Seen> {
    const cached = await readCached(this.interaction);
    const shown = cached === 'absent' ? absence : cached && seenIn(cached);
    if (shown && !fresh) return shown;
    const read = await readServer(this.interaction);
    if (!(read instanceof FirecircleError)) return { ...seenIn(read), current: true };
    if (read.code !== 'unavailable') throw await explained(this.firecircle, read);
    if (shown) return { ...shown, current: true };
    if (this.intent.blind || this.wished !== undefined)
      return { interaction: undefined, pending: false, current: true };
    throw new FirecircleError('unavailable', 'Offline, and this device does not know the state to toggle.', {
      reason: 'offline',
      cause: read,
    });
  }

  /** The content as this device knows it, or null when it knows nothing and the server cannot be asked. */
  private async seeContent(fresh: boolean): Promise<StoredContent | null> {
    const cached = fresh ? undefined : await readCached(this.content);
    const known = cached === undefined || cached === 'absent' ? null : readContent(cached);
    if (known) return known;
    try {
      return await readContentFromServer(this.content);
    } catch (error) {
      const failure = toFirecircleError(error);
      if (failure.code === 'unavailable') return null;
      throw failure;
    }
  }

  private write(
    wished: boolean,
    interaction: StoredInteraction | null | undefined,
    content: StoredContent | null,
  ): Written {
    const { kind, name } = this.intent;
    const { firestore } = this.content;
    const counter = counterOf[kind];
    const delta = wished ? 1 : -1;
    const op = this.newOp();
    const shard = content !== null && content.shards > 0 ? Math.floor(Math.random() * content.shards) : null;
    const fields: Record<string, FieldValue | string | number | boolean | null> = {
      ...name,
      ...groupFields(kind, wished, serverTimestamp()),
      shard,
      op,
      n: restartsChanges(interaction) ? 1 : increment(1),
      changedAt: serverTimestamp(),
    };
    const batch = writeBatch(firestore).set(this.interaction, fields, { merge: true });
    if (shard === null) {
      batch.update(this.content, { [counter]: increment(delta) });
    } else {
      batch.set(shardRef(this.content, shard), { [counter]: increment(delta) }, { merge: true });
      const move = { op, counter, delta, committedAt: null };
      addMove(firestore, contentKey(name), move, content?.foldedAt ?? null);
    }
    this.slot.latest.set(kind, this);
    return { op, before: interaction, shard, acknowledged: batch.commit() };
  }

  /** The time of the commit is known from the interaction, unless it was forgotten or changed again meanwhile. */
  private async acknowledgeMove(op: string): Promise<void> {
    const cached = await readCached(this.interaction);
    const interaction = cached === undefined || cached === 'absent' ? null : readInteraction(cached);
    const committedAt = (interaction?.op === op ? interaction.changedAt : null) ?? Timestamp.now();
    settleMove(this.content.firestore, contentKey(this.intent.name), op, committedAt);
  }

  /** A batch was refused. Finds out why, and whether the wish is true all the same. */
  private async refused(failure: FirecircleError, { op, before }: Written): Promise<Outcome> {
    if (failure.code === 'not-found') throw contentNotFound(failure);
    if (failure.code !== 'permission-denied') throw failure;
    const later = this.overtaking();
    if (later) return later.outcome;
    const read = await readServer(this.interaction);
    if (read instanceof FirecircleError) throw await explained(this.firecircle, read);
    const interaction = readInteraction(read);
    // Ours: the commit had landed, and the client library sent it again because the reply was lost.
    if (interaction?.op === op) return this.settled(true, interaction.shard);
    const now = Date.now();
    if (isDone(this.intent.kind, interaction, now) === this.wish()) return this.settled(false, null);
    const { creator } = await readContentFromServer(this.content);
    const waitMs = changeWaitMs(interaction, now);
    if (waitMs > 0) throw tooManyChanges(waitMs, failure);
    const wasCurrent = before !== undefined && before?.op === interaction?.op && !restartsChanges(before);
    // Nothing was stale, and nothing else is left that can refuse a change: nobody may read who blocks them.
    if (wasCurrent && this.intent.kind !== 'view' && (creator?.uid ?? this.uid) !== this.uid) {
      throw new FirecircleError('permission-denied', 'You and the creator are blocked.', {
        reason: 'blocked',
        cause: failure,
      });
    }
    throw new FirecircleError('aborted', 'The change was decided on a state that has changed.', {
      reason: 'stale',
      cause: failure,
    });
  }

  private async settled(changed: boolean, shard: number | null): Promise<Outcome> {
    try {
      const counts = await this.exactCounts(shard);
      return { done: this.wish(), changed, count: counts[counterOf[this.intent.kind]] };
    } catch (error) {
      const failure = toFirecircleError(error);
      if (failure.code !== 'unavailable') throw failure;
      // The change is made, or was not needed; that the count cannot be asked for now does not make it a failure.
      return { done: this.wish(), changed, count: await this.shownCount() };
    }
  }

  /** After the acknowledgement the cached document of a cold content holds the server's result of our increment, or
   *  something newer; when it is being listened to, whether it is cold is current too, and no further read is needed. */
  private async exactCounts(shard: number | null) {
    const cached = await readCached(this.content);
    const content = cached === undefined || cached === 'absent' ? null : readContent(cached);
    if (content && content.shards === 0 && shard === null && isLive(this.content)) return content.counts;
    return countsFromServer(this.content, shard !== null || (content?.shards ?? 0) > 0);
  }

  /** What a watcher on this device shows now. A content that the device does not know counts from zero. */
  private async shownCount(): Promise<number> {
    const cached = await readCached(this.content);
    const content = cached === undefined || cached === 'absent' ? null : readContent(cached);
    if (content === null) return this.wish() ? 1 : 0;
    const moves = movesOf(this.content.firestore, contentKey(this.intent.name));
    return Math.max(0, shownCounts(content, null, moves)[counterOf[this.intent.kind]]);
  }
}

function tooManyChanges(retryAfterMs: number, cause?: unknown): FirecircleError {
  return new FirecircleError('resource-exhausted', 'This was changed too often. Try again later.', {
    reason: 'too-many-changes',
    retryAfterMs,
    cause,
  });
}
