import {
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  getDocFromCache,
  getDocFromServer,
} from 'firebase/firestore';
import { type FirecircleError, toFirecircleError } from './errors.ts';

/** Enough for the lists that a session scrolls through; a document that is forgotten costs one read. */
const absencesKept = 5_000;

const absentBy = new WeakMap<Firestore, Set<string>>();

function absentOf(firestore: Firestore): Set<string> {
  const known = absentBy.get(firestore) ?? new Set<string>();
  absentBy.set(firestore, known);
  return known;
}

/** Firestore's cache does not remember that a query found no document of an id. An answer that becomes stale does no
 *  harm: the rules refuse a change that was decided on it, and it is decided anew. */
export function rememberAbsent(ref: DocumentReference): void {
  const absent = absentOf(ref.firestore);
  absent.add(ref.path);
  for (const oldest of absent) {
    if (absent.size <= absencesKept) break;
    absent.delete(oldest);
  }
}

/** A document as this device knows it: a snapshot, `absent`, or undefined when it knows nothing. */
export async function readCached(ref: DocumentReference): Promise<DocumentSnapshot | 'absent' | undefined> {
  try {
    return await getDocFromCache(ref);
  } catch (error) {
    const failure = toFirecircleError(error);
    if (failure.code !== 'unavailable') throw failure;
    return absentOf(ref.firestore).has(ref.path) ? 'absent' : undefined;
  }
}

/** A document from the server, or the error that kept it away. */
export async function readServer(ref: DocumentReference): Promise<DocumentSnapshot | FirecircleError> {
  try {
    return await getDocFromServer(ref);
  } catch (error) {
    return toFirecircleError(error);
  }
}
