import type { DocumentReference, DocumentSnapshot } from 'firebase/firestore';
import type { FirecircleError } from './errors.ts';
import type { Firecircle } from './firecircle.ts';
import { listen } from './listeners.ts';
import { explained } from './standing.ts';

/** What a watch tells, and whether it is what the device remembers, because the server cannot be reached. */
type Live<Value> = Value & { fromCache: boolean };

/**
 * Tells one document that everybody sees the same way, at once and again whenever what is read from it changes. An error
 * ends the watch, after `onError` was told; so does a document that is absent.
 *
 * @param read null for a document that is absent.
 * @returns ends the watch; may be called again.
 */
export function watchDocument<Value extends object>(
  firecircle: Firecircle,
  ref: DocumentReference,
  read: (snapshot: DocumentSnapshot) => Value | null,
  absent: () => FirecircleError,
  onNext: (value: Live<Value>) => void,
  onError?: (error: FirecircleError) => void,
): () => void {
  let told: string | undefined;
  let ended = false;

  function end(): void {
    ended = true;
    stop();
  }

  function fail(error: FirecircleError): void {
    if (ended) return;
    end();
    onError?.(error);
  }

  const stop = listen(ref, {
    next: (snapshot) => {
      if (ended) return;
      const { fromCache } = snapshot.metadata;
      const value = read(snapshot);
      if (value === null) {
        // What a device does not know is not yet absent.
        if (!fromCache) fail(absent());
        return;
      }
      const live = { ...value, fromCache };
      const said = JSON.stringify(live);
      if (said === told) return;
      told = said;
      onNext(live);
    },
    error: (error) => void explained(firecircle, error).then(fail),
  });
  return end;
}
