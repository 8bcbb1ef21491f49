import { callerIfValid, callerRequired } from '../../platform/http/kernel.ts';
import { callersWith } from '../callers.ts';

/** This contract's clients may send a session cookie in the place of a token. */
const options = { cookies: true };

export const { requireUser, requireSession, requireAdmin, optionalUser } = callersWith(options);

/** For operations that read the caller's standing with their first read. */
export const withToken = callerRequired(options);
export const ifToken = callerIfValid(options);
