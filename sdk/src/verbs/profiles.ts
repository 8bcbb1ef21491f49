import * as z from 'zod/mini';
import { link, text } from './content.ts';
import type { Verbs } from './verb.ts';

/** 3 to 30 letters, digits, underscores and dots; unique without regard to case. */
export const username = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_.]{3,30}$/, 'must be 3 to 30 letters, digits, underscores or dots'));

/** The name that is shown: 1 to 100 characters beside white space, none of them a control character. */
export const displayName = z
  .string()
  .check(z.trim(), z.minLength(1), z.maxLength(100), z.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be plain text'));

export const bio = text(0, 500);

/** In the form of E.164. */
const phone = z.string().check(z.regex(/^\+[1-9][0-9]{6,14}$/, 'must begin with + and the code of the country'));

/** 1 to 128 characters that can stand in a path. Firestore keeps `.`, `..` and `__…__` for itself. */
export const uid = z
  .string()
  .check(z.minLength(1), z.maxLength(128), z.regex(/^(?!\.{1,2}$|__.*__$)[^/\p{Cc}\p{Cs}]*$/u, 'must be a uid'));

const amount = z.int().check(z.nonnegative());

const profile = z.object({
  uid: z.string(),
  username: z.string(),
  displayName: z.string(),
  avatarUrl: z.nullable(z.string()),
  bio: z.nullable(z.string()),
  isCreator: z.boolean(),
  isVerified: z.boolean(),
  followers: amount,
  following: amount,
  posts: amount,
  createdAt: z.iso.datetime(),
});
export type Profile = z.output<typeof profile>;

const account = z.object({
  profile,
  email: z.nullable(z.string()),
  emailVerified: z.boolean(),
  hasPassword: z.boolean(),
  phone: z.nullable(z.string()),
  isPrivate: z.boolean(),
  role: z.string(),
  sellerStatus: z.enum(['none', 'pending', 'approved']),
});
/** What an account's own user sees of it. */
export type OwnAccount = z.output<typeof account>;

/** What a user may change of the own profile; a field that is absent stays. `null` empties. */
export const profileEdit = z
  .object({
    displayName: z.optional(displayName),
    username: z.optional(username),
    bio: z.optional(z.nullable(bio)),
    avatarUrl: z.optional(z.nullable(link)),
    isPrivate: z.optional(z.boolean()),
    phone: z.optional(z.nullable(phone)),
  })
  .check(z.refine((edit) => Object.values(edit).some((field) => field !== undefined), 'must change something'));
export type ProfileEdit = z.output<typeof profileEdit>;

/** The verbs of the callable function `profiles`. */
export const profileVerbs = {
  /** The public profile of an account, by its uid or by its username in any letter case. */
  getProfile: { input: z.union([z.object({ uid }), z.object({ username })]), output: profile, who: 'anyone' },
  /** A new username is free for two changes in 30 days; the old one stays reserved for its user for 30 days. */
  updateProfile: { input: profileEdit, output: account, who: 'user' },
  /** The caller's own account; its card is made when there is none yet. */
  getAccount: { input: z.object({}), output: account, who: 'user' },
} as const satisfies Verbs;
