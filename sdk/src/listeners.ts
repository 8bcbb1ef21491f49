import { type DocumentReference, type DocumentSnapshot, type Firestore, onSnapshot } from 'firebase/firestore';
import { type FirecircleError, toFirecircleError } from './errors.ts';

interface Watcher {
  next: (snapshot: DocumentSnapshot) => void;
  error: (error: FirecircleError) => void;
}

interface SharedListener {
  readonly watchers: Set<Watcher>;
  snapshot: DocumentSnapshot | undefined;
  stop: () => void;
}

interface Watched {
  readonly listeners: Map<string, SharedListener>;
  /** Contents that a live list shows, with the number of lists. */
  readonly listed: Map<string, number>;
}

const watchedBy = new WeakMap<Firestore, Watched>();

function watchedOf(firestore: Firestore): Watched {
  const known = watchedBy.get(firestore);
  if (known) return known;
  const made: Watched = { listeners: new Map(), listed: new Map() };
  watchedBy.set(firestore, made);
  return made;
}

/**
 * Listens to one document. All watchers of a document share one listener, which is one billed read for each change;
 * a watcher that joins later is told the present state at once. The last one to go ends it. An error ends it for all.
 */
export function listen(ref: DocumentReference, watcher: Watcher): () => void {
  const { listeners } = watchedOf(ref.firestore);
  const own = { ...watcher };
  const known = listeners.get(ref.path);
  const shared = known ?? start(ref, listeners);
  shared.watchers.add(own);
  if (known?.snapshot) {
    queueMicrotask(() => {
      if (known.snapshot && known.watchers.has(own)) own.next(known.snapshot);
    });
  }
  return () => {
    if (!shared.watchers.delete(own) || shared.watchers.size > 0) return;
    if (listeners.get(ref.path) === shared) listeners.delete(ref.path);
    shared.stop();
  };
}

function start(ref: DocumentReference, listeners: Map<string, SharedListener>): SharedListener {
  const shared: SharedListener = { watchers: new Set(), snapshot: undefined, stop: () => {} };
  listeners.set(ref.path, shared);
  shared.stop = onSnapshot(
    ref,
    { includeMetadataChanges: true },
    (snapshot) => {
      shared.snapshot = snapshot;
      for (const watcher of [...shared.watchers]) if (shared.watchers.has(watcher)) watcher.next(snapshot);
    },
    (error) => {
      if (listeners.get(ref.path) === shared) listeners.delete(ref.path);
      const watchers = [...shared.watchers];
      shared.watchers.clear();
      for (const watcher of watchers) watcher.error(toFirecircleError(error));
    },
  );
  return shared;
}

/** Says that a live list keeps these contents up to date in the cache. Returns how to take it back. */
export function markListed(firestore: Firestore, paths: readonly string[]): () => void {
  const { listed } = watchedOf(firestore);
  for (const path of paths) listed.set(path, (listed.get(path) ?? 0) + 1);
  return () => {
    for (const path of paths) {
      const left = (listed.get(path) ?? 0) - 1;
      if (left > 0) listed.set(path, left);
      else listed.delete(path);
    }
  };
}

/** Whether the cached document is the server's: somebody listens to it, and the listener is in step with the server. */
export function isLive(ref: DocumentReference): boolean {
  const { listeners, listed } = watchedOf(ref.firestore);
  if (listed.has(ref.path)) return true;
  const snapshot = listeners.get(ref.path)?.snapshot;
  return snapshot !== undefined && !snapshot.metadata.fromCache;
}
