import { onAuthStateChanged, type User } from 'firebase/auth';
import type { DocumentReference, DocumentSnapshot } from 'firebase/firestore';
import type { FirecircleError } from './errors.ts';
import type { Firecircle } from './firecircle.ts';
import { listen } from './listeners.ts';
import { explained } from './standing.ts';

/** A document of whoever is signed in. */
interface OwnDocument<Value> {
  readonly refOf: (uid: string) => DocumentReference | Promise<DocumentReference>;
  /** What the document says to its user. */
  readonly read: (snapshot: DocumentSnapshot, user: User) => Value | Promise<Value>;
  /** What is told while nobody is signed in. */
  readonly nobodys: Value;
}

/** Watches a document of the viewer's own through logins and logouts, and tells each value once. */
export function watchOwnDocument<Value>(
  firecircle: Firecircle,
  { refOf, read, nobodys }: OwnDocument<Value>,
  onNext: (value: Value) => void,
  onError?: (error: FirecircleError) => void,
): () => void {
  let viewer: string | null | undefined;
  let ended = false;
  let told: string | undefined;
  let snapshots = 0;
  let stopDocument = () => {};

  function end(): void {
    ended = true;
    stopDocument();
    stopAuth();
  }

  /** What was asked for one viewer is not told to the next. */
  const isOver = (uid: string | null) => ended || viewer !== uid;

  function tell(uid: string | null, value: Value): void {
    if (isOver(uid)) return;
    const text = JSON.stringify([uid, value]);
    if (text === told) return;
    told = text;
    onNext(value);
  }

  async function fail(uid: string, thrown: unknown): Promise<void> {
    const error = await explained(firecircle, thrown);
    // The server may refuse the old viewer's documents before the logout is told here.
    if (isOver(uid) || firecircle.auth.currentUser?.uid !== uid) return;
    end();
    onError?.(error);
  }

  async function start(user: User): Promise<void> {
    const { uid } = user;
    try {
      const ref = await refOf(uid);
      if (isOver(uid)) return;
      stopDocument = listen(ref, {
        next: (snapshot) => {
          // What a device does not know is not yet absent.
          if (!snapshot.exists() && snapshot.metadata.fromCache) return;
          const latest = ++snapshots;
          Promise.resolve(read(snapshot, user)).then(
            (value) => {
              if (latest === snapshots) tell(uid, value);
            },
            (error) => fail(uid, error),
          );
        },
        error: (error) => void fail(uid, error),
      });
    } catch (error) {
      await fail(uid, error);
    }
  }

  const stopAuth = onAuthStateChanged(firecircle.auth, (user) => {
    const uid = user?.uid ?? null;
    if (uid === viewer) return;
    viewer = uid;
    stopDocument();
    stopDocument = () => {};
    if (user === null) tell(null, nobodys);
    else void start(user);
  });
  return end;
}
