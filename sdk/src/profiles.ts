import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import { profileVerbs } from './verbs/profiles.ts';

const call = verbsOf('profiles', profileVerbs);

/** What everybody may know of a person. */
export interface Profile {
  uid: string;
  /** As its user spells it; unique in any letter case. */
  username: string;
  displayName: string;
  avatarUrl: string | null;
  bio: string | null;
  /** Approved as a creator. */
  isCreator: boolean;
  isVerified: boolean;
  followers: number;
  following: number;
  posts: number;
  /** ISO 8601 in UTC, as all times that verbs answer. */
  createdAt: string;
}

/** What an account's own user sees of it. */
export interface OwnAccount {
  profile: Profile;
  email: string | null;
  emailVerified: boolean;
  hasPassword: boolean;
  phone: string | null;
  isPrivate: boolean;
  role: string;
  sellerStatus: 'none' | 'pending' | 'approved';
}

/** A field that is absent stays; `null` empties one. At least one is there. */
export interface ProfileEdit {
  /** 1 to 100 characters, without the white space around them. */
  displayName?: string | undefined;
  /** 3 to 30 letters, digits, underscores or dots. */
  username?: string | undefined;
  /** At most 500 characters. */
  bio?: string | null | undefined;
  /** An http or https URL, or a path of the app's own origin. */
  avatarUrl?: string | null | undefined;
  isPrivate?: boolean | undefined;
  /** In the form of E.164: `+4917012345678`. */
  phone?: string | null | undefined;
}

/** An account by its uid, or by its username in any letter case. */
export type PersonName = { uid: string } | { username: string };

/**
 * The public profile of an account. May be repeated.
 *
 * @throws FirecircleError `not-found` (`user-not-found`); `invalid-argument`; `unavailable`; `cancelled`
 */
export async function getProfile(firecircle: Firecircle, name: PersonName, options?: CallOptions): Promise<Profile> {
  return call(firecircle, 'getProfile', name, options);
}

/**
 * The signed-in account as only its user sees it; its public profile is made when there is none yet. May be repeated.
 *
 * @throws FirecircleError `unauthenticated`; `unavailable`; `cancelled`
 */
export async function getAccount(firecircle: Firecircle, options?: CallOptions): Promise<OwnAccount> {
  return call(firecircle, 'getAccount', {}, options);
}

/**
 * Changes the own profile; a field that is absent stays, `null` empties one. A username can be changed twice in 30 days.
 * May be repeated.
 *
 * @throws FirecircleError `already-exists` (`username-taken`); `resource-exhausted` with `retryAfterMs`;
 *   `invalid-argument`; `unauthenticated`; `unavailable`; `cancelled`
 */
export async function updateProfile(
  firecircle: Firecircle,
  edit: ProfileEdit,
  options?: CallOptions,
): Promise<OwnAccount> {
  return call(firecircle, 'updateProfile', edit, options);
}
