import { doc } from 'firebase/firestore';
import type { FirecircleError } from './errors.ts';
import type { Firecircle } from './firecircle.ts';
import { checkedUid } from './uids.ts';
import { watchOwnDocument } from './viewer.ts';

/**
 * Tells whether the viewer follows a person, at once and whenever that changes, on whichever device; false while nobody is
 * signed in. Costs 1 read to begin and 1 for each change. An error ends the watch, after `onError` was told.
 *
 * @returns ends the watch; may be called again.
 * @throws FirecircleError `invalid-argument`
 */
export function watchFollowing(
  firecircle: Firecircle,
  uid: string,
  onNext: (following: boolean) => void,
  onError?: (error: FirecircleError) => void,
): () => void {
  const followee = checkedUid(uid);
  return watchOwnDocument(
    firecircle,
    {
      refOf: (viewer) => doc(firecircle.firestore, 'users', followee, 'followers', viewer),
      read: (edge) => edge.exists(),
      nobodys: false,
    },
    onNext,
    onError,
  );
}
