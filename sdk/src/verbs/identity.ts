import * as z from 'zod/mini';
import { displayName, uid, username } from './profiles.ts';
import type { Verbs } from './verb.ts';

/** What a one-time code is for. A code of one type opens nothing of another. */
export const codeTypes = ['sign-in', 'email-verification', 'forget-password'] as const;
export type CodeType = (typeof codeTypes)[number];

export const roles = ['user', 'creator', 'seller', 'moderator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** E-mail addresses are the same in every letter case; Firebase Auth keeps them in lower case, and so do we. */
export const email = z
  .string('must be an e-mail address')
  .check(z.trim(), z.toLowerCase(), z.maxLength(254), z.email('must be an e-mail address'));

/** A lone surrogate has no UTF-8, in which a password is hashed. */
const wellFormed = z.regex(/^\P{Cs}*$/u, 'must be well-formed Unicode');

/** A password to be set: 8 to 128 characters, without further rules. */
export const newPassword = z
  .string()
  .check(
    z.minLength(8, 'must have at least 8 characters'),
    z.maxLength(128, 'must have at most 128 characters'),
    wellFormed,
  );

/** A password to be compared, which may be older than today's rules. */
export const oldPassword = z.string().check(z.minLength(1), z.maxLength(1000), wellFormed);

export const code = z.string().check(z.regex(/^[0-9]{6}$/, 'must be 6 digits'));

const person = z.object({ uid });

/**
 * The verbs of the callable function `identity`. A custom token is for `signInWithCustomToken`. Codes travel by mail;
 * whether an address has an account shows in no answer.
 */
export const identityVerbs = {
  /** Makes an account with its card. The app then signs in with the same e-mail and password. A code that verifies the
   *  address is on its way. */
  signUp: {
    input: z.object({
      email,
      password: newPassword,
      displayName: z.optional(displayName),
      username: z.optional(username),
    }),
    output: z.object({ uid: z.string(), username: z.string() }),
    who: 'anyone',
  },
  /** Mails a code of six digits that lives for 5 minutes and replaces the one before. */
  sendCode: {
    input: z.object({ email, type: z.enum(codeTypes) }),
    output: z.object({ sent: z.literal(true) }),
    who: 'anyone',
  },
  /** Says that a code is right, and leaves it usable. A wrong one counts as a try: the third destroys the code. */
  checkCode: {
    input: z.object({ email, code, type: z.enum(codeTypes) }),
    output: z.object({ valid: z.literal(true) }),
    who: 'anyone',
  },
  /** Signs in with a `sign-in` code; an address without an account gets one. */
  signInWithCode: {
    input: z.object({ email, code }),
    output: z.object({ customToken: z.string(), uid: z.string(), created: z.boolean() }),
    who: 'anyone',
  },
  /** Proves the address with an `email-verification` code. Called by somebody else than the account itself, it ends the
   *  account's sessions and removes its password, which may be a stranger's. */
  verifyEmail: {
    input: z.object({ email, code }),
    output: z.object({ emailVerified: z.literal(true), customToken: z.nullable(z.string()) }),
    who: 'anyone',
  },
  /** Sets a new password with a `forget-password` code and ends every session. */
  resetPassword: {
    input: z.object({ email, code, password: newPassword }),
    output: z.object({ reset: z.literal(true) }),
    who: 'anyone',
  },
  /** Ends every session, the caller's too; the custom token begins a new one. */
  changePassword: {
    input: z.object({ currentPassword: oldPassword, newPassword }),
    output: z.object({ customToken: z.string() }),
    who: 'user',
  },
  /** Ends every session of the caller, on every device. */
  signOutEverywhere: { input: z.object({}), output: z.object({ signedOut: z.literal(true) }), who: 'user' },
  /** In force from that account's next request. */
  setRole: {
    input: z.object({ uid, role: z.enum(roles) }),
    output: z.object({ uid: z.string(), role: z.enum(roles) }),
    who: 'admin',
  },
  banUser: {
    input: z.object({ uid, reason: z.optional(z.string().check(z.maxLength(500), wellFormed)) }),
    output: z.object({ uid: z.string(), banned: z.literal(true) }),
    who: 'admin',
  },
  unbanUser: { input: person, output: z.object({ uid: z.string(), banned: z.literal(false) }), who: 'admin' },
} as const satisfies Verbs;
