import { doc } from 'firebase/firestore';
import { FirecircleError } from './errors.ts';
import type { Firecircle } from './firecircle.ts';
import { isContentId } from './verbs/names.ts';
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
  if (!isContentId(uid)) throw new FirecircleError('invalid-argument', 'uid: must be a user id');
  return watchOwnDocument(
    firecircle,
    {
      refOf: (viewer) => doc(firecircle.firestore, 'users', uid, 'followers', viewer),
      read: (edge) => edge.exists(),
      nobodys: false,
    },
    onNext,
    onError,
  );
}
