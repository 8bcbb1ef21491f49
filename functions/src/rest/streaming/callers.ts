import { callersWith } from '../callers.ts';

export const { requireUser, requireSession, requireAdmin, optionalUser } = callersWith({});
