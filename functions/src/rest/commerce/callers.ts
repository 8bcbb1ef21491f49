import { callersWith } from '../callers.ts';

/** This contract's clients may send the token alone, without "Bearer ". */
export const { requireUser, requireSession, requireAdmin, optionalUser } = callersWith({ bare: true });
