import { FirecircleError } from './errors.ts';
import { fieldsOf, text } from './fields.ts';
import type { Firecircle } from './firecircle.ts';
import { refusal, sessionBeganAt, standingRef } from './standing.ts';
import { watchOwnDocument } from './viewer.ts';

/** How the signed-in account stands with the server. */
export interface OwnStanding {
  uid: string;
  /** `user` unless it was given another. For what an app shows; the server asks for itself. */
  role: string;
  /** Why this session is refused everything; null when it is not. */
  refusal: 'banned' | 'signed-out' | 'deleted' | null;
  banReason: string | null;
}

/**
 * Tells how the signed-in account stands, at once and whenever that changes, through logins and logouts; null while
 * nobody is signed in. It is the one thing that a banned or signed-out user may still read, so that an app can say why
 * everything else is refused.
 *
 * Costs 1 read to begin and 1 for each change. An error ends the watch, after `onError` was told.
 *
 * @returns ends the watch; may be called again.
 */
export function watchStanding(
  firecircle: Firecircle,
  onNext: (standing: OwnStanding | null) => void,
  onError?: (error: FirecircleError) => void,
): () => void {
  return watchOwnDocument<OwnStanding | null>(
    firecircle,
    {
      refOf: (uid) => {
        if (globalThis.crypto?.subtle) return standingRef(firecircle.firestore, uid);
        throw new FirecircleError('failed-precondition', 'A standing can be watched by pages of secure origins only.');
      },
      read: async (snapshot, user) => {
        const standing = fieldsOf(snapshot) ?? {};
        const why = refusal(standing, await sessionBeganAt(user));
        const banReason = (why === 'banned' && text(standing.banReason)) || null;
        return { uid: user.uid, role: text(standing.role) ?? 'user', refusal: why, banReason };
      },
      nobodys: null,
    },
    onNext,
    onError,
  );
}
