import { callersWith } from '../callers.ts';

/** This contract's clients may send a session cookie in the place of a token. */
export const { requireUser, requireSession, requireAdmin, optionalUser } = callersWith({ cookies: true });
