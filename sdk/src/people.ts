import { type DocumentSnapshot, doc } from 'firebase/firestore';
import { FirecircleError } from './errors.ts';
import { fieldsOf, int, iso, text } from './fields.ts';
import type { Firecircle } from './firecircle.ts';
import type { Profile } from './profiles.ts';
import { checkedUid } from './uids.ts';
import { watchDocument } from './watchDocument.ts';

/** A public profile as it is now. The number of followers of somebody whom many follow at once is up to a second old. */
export interface LivePerson extends Profile {
  /** Whether this is what the device remembers, because the server cannot be reached. */
  fromCache: boolean;
}

/**
 * Tells the public profile of a person, at once and again whenever it changes: the name, the picture, how many follow.
 * Costs 1 read to begin and 1 for each change, at most one a second.
 *
 * An error ends the watch, after `onError` was told: `not-found` (`user-not-found`) when there is no such person, or one
 * who has an account and has never used it here.
 *
 * @returns ends the watch; may be called again.
 * @throws FirecircleError `invalid-argument`
 */
export function watchPerson(
  firecircle: Firecircle,
  uid: string,
  onNext: (person: LivePerson) => void,
  onError?: (error: FirecircleError) => void,
): () => void {
  const ref = doc(firecircle.firestore, 'users', checkedUid(uid));
  return watchDocument(firecircle, ref, readProfile, userNotFound, onNext, onError);
}

function userNotFound(): FirecircleError {
  return new FirecircleError('not-found', 'There is no such user.', { reason: 'user-not-found' });
}

function readProfile(snapshot: DocumentSnapshot): Profile | null {
  const fields = fieldsOf(snapshot);
  if (fields === undefined) return null;
  return {
    uid: snapshot.id,
    username: text(fields.username) ?? '',
    displayName: text(fields.displayName) ?? '',
    avatarUrl: text(fields.avatarUrl) ?? null,
    bio: text(fields.bio) ?? null,
    isCreator: fields.isCreator === true,
    isVerified: fields.isVerified === true,
    followers: int(fields.followers),
    following: int(fields.following),
    posts: int(fields.posts),
    createdAt: iso(fields.createdAt),
  };
}
