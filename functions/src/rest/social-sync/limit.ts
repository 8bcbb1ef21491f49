import type { Context, MiddlewareHandler } from 'hono';
import { admit } from '../../domains/identity/operations.ts';
import { takeSyncUnits } from '../../domains/socialsync/operations.ts';
import { rateLimitHeaders, requireCaller, type WithCaller } from '../../platform/http/kernel.ts';
import { limited } from '../../platform/rateLimit.ts';

/** For the sync routes: an account in good standing, within its limit. Every request that brings a valid token counts,
 *  whatever becomes of it, and every answer from here on says what is left. 1 read and 1 write, one round trip. */
export const callerWithinLimit =
  (unitsOf: (c: Context) => Promise<number> = async () => 1): MiddlewareHandler<WithCaller> =>
  async (c, next) =>
    requireCaller(c, async () => {
      const caller = c.get('caller');
      const [allowance] = await Promise.all([takeSyncUnits(caller.uid, await unitsOf(c)), admit(caller, 'user')]);
      rateLimitHeaders(c, allowance);
      if (!allowance.allowed) throw limited(allowance);
      await next();
    });

/** A body as JSON; undefined when there is none or it is no JSON, which the operation refuses in the words of the fields
 *  that it misses. */
export async function bodyOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
