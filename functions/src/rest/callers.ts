import type { MiddlewareHandler } from 'hono';
import { admit } from '../domains/identity/operations.ts';
import type { TokenOptions } from '../platform/auth.ts';
import { Failure } from '../platform/failure.ts';
import { callerIfValid, callerRequired, type WithCaller, type WithOptionalCaller } from '../platform/http/kernel.ts';

/** Who may use a route. Each reads the caller's standing, so that a route need not ask again: 1 read. */
export interface Callers {
  /** An account in good standing. */
  readonly requireUser: MiddlewareHandler<WithCaller>;
  /** The same, and Firebase Auth itself is asked about the session: for passwords and sign-in. One call more. */
  readonly requireSession: MiddlewareHandler<WithCaller>;
  /** An admin by the stored role, with a live session. */
  readonly requireAdmin: MiddlewareHandler<WithCaller>;
  /** Everybody; a token that is bad, or whose account is banned, signed out or gone, counts as none. */
  readonly optionalUser: MiddlewareHandler<WithOptionalCaller>;
}

export function callersWith(options: Pick<TokenOptions, 'bare' | 'cookies'>): Callers {
  const withToken = callerRequired(options);
  const withSession = callerRequired({ ...options, askAuth: true });
  const ifToken = callerIfValid(options);
  const admitted =
    (authenticate: MiddlewareHandler<WithCaller>, who: 'user' | 'admin'): MiddlewareHandler<WithCaller> =>
    async (c, next) =>
      authenticate(c, async () => {
        await admit(c.get('caller'), who);
        await next();
      });
  return {
    requireUser: admitted(withToken, 'user'),
    requireSession: admitted(withSession, 'user'),
    requireAdmin: admitted(withSession, 'admin'),
    optionalUser: async (c, next) =>
      ifToken(c, async () => {
        const caller = c.get('caller');
        if (caller !== null && !(await isAdmitted(caller))) c.set('caller', null);
        await next();
      }),
  };
}

async function isAdmitted(caller: Parameters<typeof admit>[0]): Promise<boolean> {
  try {
    await admit(caller, 'user');
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === 'unauthenticated') return false;
    throw error;
  }
}
