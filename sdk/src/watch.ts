import { onAuthStateChanged } from 'firebase/auth';
import { type DocumentSnapshot, limit as limitTo, onSnapshot, type QuerySnapshot, query } from 'firebase/firestore';
import {
  type ContentName,
  contentName,
  contentRef,
  contentsRef,
  interactionRef,
  readContent,
  readInteraction,
  type StoredContent,
  type StoredInteraction,
} from './documents.ts';
import { contentNotFound, type FirecircleError, toFirecircleError } from './errors.ts';
import type { Firecircle } from './firecircle.ts';
import { listen, markListed } from './listeners.ts';
import { newestVisible, pageLimit } from './lists.ts';
import { type ContentItem, cardOf, metadataOf, shownCounts } from './logic.ts';
import { movesOf, watchMoves } from './moves.ts';
import { explained } from './standing.ts';
import { type ContentType, contentKey } from './verbs/names.ts';

/** A content as it is now: its card, its counters and the viewer's flags. */
export interface LiveMetadata extends ContentItem {
  /** Whether a change made on this device waits for the server. */
  pending: boolean;
  /** Whether this is what the device remembers, because the server cannot be reached. */
  fromCache: boolean;
}

export interface WatchContentsOptions {
  /** Default: contents of all types. */
  contentType?: ContentType;
  /** 1 to 100. Default: 20. */
  limit?: number;
}

/**
 * Tells the present state of one content at once and again whenever it changes: its counters, and the flags of whoever
 * is signed in. Own changes show immediately (`pending`), a logout clears the flags and a login brings those of the new
 * viewer. Watchers of one content share their listeners.
 *
 * It listens to the content and the viewer's own interaction: 2 reads to begin, 1 for each change. The counters of a very
 * hot content come about once a second; the viewer's own changes are added meanwhile.
 *
 * An error ends the watch, after `onError` was told: `not-found` (`content-not-found`) when the content is absent or no
 * longer visible, `permission-denied` and so on.
 *
 * @returns ends the watch; may be called again.
 * @throws FirecircleError `invalid-argument`
 */
export function watchMetadata(
  firecircle: Firecircle,
  contentType: ContentType,
  contentId: string,
  onNext: (metadata: LiveMetadata) => void,
  onError?: (error: FirecircleError) => void,
): () => void {
  const name = contentName(contentType, contentId);
  const key = contentKey(name);
  const ref = contentRef(firecircle.firestore, name);
  let snapshot: DocumentSnapshot | undefined;

  const watch = composing<LiveMetadata>(
    () => {
      if (!snapshot || !own.isKnown()) return undefined;
      const content = readContent(snapshot);
      return content ? liveMetadata(firecircle, content, snapshot, own.of(key)) : undefined;
    },
    onNext,
    onError,
  );
  const own = watchOwn(firecircle, watch.changed, watch.failed);
  watch.endsWith(own.stop);
  own.want([name]);
  watch.endsWith(
    listen(ref, {
      next: (next) => {
        // Absent in the cache may only mean that this device never saw it.
        if (readContent(next) === null && !next.metadata.fromCache) return watch.failed(contentNotFound());
        snapshot = next;
        watch.changed();
      },
      error: (error) => watch.failed(error.code === 'permission-denied' ? contentNotFound(error) : error),
    }),
  );
  watch.endsWith(watchMoves(firecircle.firestore, key, watch.changed));
  return watch.end;
}

/**
 * A live grid: the newest visible contents, newest first, told at once and again whenever one of them changes, comes or
 * goes, each as `watchMetadata` would show it. Costs 2 reads for each content to begin, and 1 for each change.
 *
 * An error ends the watch, after `onError` was told.
 *
 * @returns ends the watch; may be called again.
 * @throws FirecircleError `invalid-argument`
 */
export function watchContents(
  firecircle: Firecircle,
  options: WatchContentsOptions,
  onNext: (contents: LiveMetadata[]) => void,
  onError?: (error: FirecircleError) => void,
): () => void {
  const { firestore } = firecircle;
  const visible = newestVisible(options.contentType);
  const limit = pageLimit(options.limit);
  let found: QuerySnapshot | undefined;
  let unlist = () => {};
  let unwatchMoves: (() => void)[] = [];

  const watch = composing<LiveMetadata[]>(
    () => {
      if (!found || !own.isKnown()) return undefined;
      return found.docs.flatMap((snapshot) => {
        const content = readContent(snapshot);
        return content ? [liveMetadata(firecircle, content, snapshot, own.of(snapshot.id))] : [];
      });
    },
    onNext,
    onError,
  );
  const own = watchOwn(firecircle, watch.changed, watch.failed);
  watch.endsWith(own.stop);
  const release = () => {
    unlist();
    for (const stop of unwatchMoves) stop();
  };
  watch.endsWith(release);
  watch.endsWith(
    onSnapshot(
      query(contentsRef(firestore), ...visible, limitTo(limit)),
      { includeMetadataChanges: true },
      (next) => {
        found = next;
        const contents = next.docs.map(readContent).filter((content) => content !== null);
        own.want(contents);
        release();
        unlist = next.metadata.fromCache
          ? () => {}
          : markListed(
              firestore,
              next.docs.map(({ ref }) => ref.path),
            );
        unwatchMoves = contents.map((content) => watchMoves(firestore, contentKey(content), watch.changed));
        watch.changed();
      },
      (error) => watch.failed(toFirecircleError(error)),
    ),
  );
  return watch.end;
}

interface Own {
  interaction: StoredInteraction | null;
  pending: boolean;
  fromCache: boolean;
}

function liveMetadata(
  firecircle: Firecircle,
  content: StoredContent,
  snapshot: DocumentSnapshot,
  own: Own,
): LiveMetadata {
  const moves = movesOf(firecircle.firestore, contentKey(content));
  const counts = shownCounts(content, own.interaction, moves);
  return {
    ...metadataOf(content.contentId, counts, own.interaction),
    ...cardOf(content),
    pending: snapshot.metadata.hasPendingWrites || own.pending,
    fromCache: snapshot.metadata.fromCache || own.fromCache,
  };
}

/**
 * One watch: tells `compose()` whenever it has changed, until it ends or fails.
 *
 * A batch changes two documents, and Firestore tells of each in a task of its own, both queued at once. Composing in a
 * task queued after them shows both changes together: never a new count with an old heart.
 */
function composing<Value>(
  compose: () => Value | undefined,
  onNext: (value: Value) => void,
  onError: ((error: FirecircleError) => void) | undefined,
) {
  const stops: (() => void)[] = [];
  let ended = false;
  let scheduled = false;
  let told: string | undefined;

  function end(): void {
    if (ended) return;
    ended = true;
    for (const stop of stops) stop();
  }

  function tell(): void {
    scheduled = false;
    if (ended) return;
    const value = compose();
    if (value === undefined) return;
    const text = JSON.stringify(value);
    if (text === told) return;
    told = text;
    onNext(value);
  }

  return {
    end,
    /** What to stop at the end; at once, when it has ended already. */
    endsWith(stop: () => void): void {
      if (ended) stop();
      else stops.push(stop);
    },
    changed(): void {
      if (scheduled || ended) return;
      scheduled = true;
      setTimeout(tell, 0);
    },
    failed(error: FirecircleError): void {
      if (ended) return;
      end();
      onError?.(error);
    },
  };
}

const nobodys: Own = { interaction: null, pending: false, fromCache: false };

/** The signed-in viewer's interactions with the wanted contents, through logins and logouts. */
function watchOwn(firecircle: Firecircle, changed: () => void, failed: (error: FirecircleError) => void) {
  const { auth, firestore } = firecircle;
  /** Undefined until Firebase Auth has restored the session. */
  let uid: string | null | undefined;
  let wanted: ContentName[] = [];
  const open = new Map<string, { snapshot?: DocumentSnapshot; stop: () => void }>();

  function close(key: string): void {
    open.get(key)?.stop();
    open.delete(key);
  }

  function sync(): void {
    const keys = new Set(wanted.map(contentKey));
    for (const key of [...open.keys()]) if (!keys.has(key)) close(key);
    if (typeof uid !== 'string') return;
    const viewer = uid;
    for (const key of keys) {
      if (open.has(key)) continue;
      const entry: { snapshot?: DocumentSnapshot; stop: () => void } = { stop: () => {} };
      open.set(key, entry);
      entry.stop = listen(interactionRef(firestore, viewer, key), {
        next: (snapshot) => {
          entry.snapshot = snapshot;
          changed();
        },
        error: (error) => {
          // The server may refuse the old viewer's documents before the logout is told here.
          if (auth.currentUser?.uid === viewer) void explained(firecircle, error).then(failed);
        },
      });
    }
  }

  const stopAuth = onAuthStateChanged(auth, (user) => {
    const viewer = user?.uid ?? null;
    if (viewer === uid) return;
    uid = viewer;
    for (const key of [...open.keys()]) close(key);
    sync();
    changed();
  });

  return {
    want(names: ContentName[]): void {
      wanted = names;
      sync();
    },
    /** Whether it is known who the viewer is, and what they did with every wanted content. */
    isKnown(): boolean {
      return uid === null || (uid !== undefined && [...open.values()].every((entry) => entry.snapshot !== undefined));
    },
    of(key: string): Own {
      const snapshot = open.get(key)?.snapshot;
      if (!snapshot) return nobodys;
      const { hasPendingWrites, fromCache } = snapshot.metadata;
      return { interaction: readInteraction(snapshot), pending: hasPendingWrites, fromCache };
    },
    stop(): void {
      stopAuth();
      for (const key of [...open.keys()]) close(key);
    },
  };
}
