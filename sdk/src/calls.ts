import { getFunctions, httpsCallable } from 'firebase/functions';
import * as z from 'zod/mini';
import { FirecircleError, toFirecircleError } from './errors.ts';
import type { Firecircle } from './firecircle.ts';
import { parseInput } from './inputs.ts';
import { idempotentCall, type RetryPolicy, retry } from './retry.ts';
import { type CallRequest, errorDetails, type Verb } from './verbs/verb.ts';

export interface CallOptions {
  /** Ends the waiting with `cancelled`. What was already sent may still be carried out. */
  signal?: AbortSignal | undefined;
}

/** Firebase's client adds the HTTP status to the backend's sentence. */
const addedStatus = / \[\d{3}\]$/;

/** An answer that never came and one that is no answer of ours both arrive as `internal` without details; our own
 *  internal errors carry a request id. */
function rethrow(error: unknown): never {
  const details = errorDetails.safeParse(error instanceof Error && 'details' in error ? error.details : undefined);
  const failure = toFirecircleError(error, details.success ? details.data : {});
  if (failure.code !== 'internal' || failure.requestId !== undefined) {
    failure.message = failure.message.replace(addedStatus, '');
    throw failure;
  }
  throw new FirecircleError('unavailable', 'The backend cannot be reached.', { cause: error });
}

/** Refusals that a new token may cure. A token that the functions runtime itself refuses has no reason. */
const renewable: readonly (string | undefined)[] = [undefined, 'expired-token', 'invalid-token', 'signed-out'];

/** Makes a call and, when its token is refused, once again with a new one. A session that the server has ended gets none:
 *  Firebase Auth then signs this device out. */
async function withFreshToken<T>({ auth }: Firecircle, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const failure = toFirecircleError(error);
    const user = auth.currentUser;
    if (failure.code !== 'unauthenticated' || user === null || !renewable.includes(failure.reason)) throw failure;
    try {
      await user.getIdToken(true);
    } catch {
      throw failure;
    }
    return call();
  }
}

/** The verbs of one callable function. Both ways are checked by the verb table. Without a policy they are verbs that name
 *  the state they leave, and are repeated when no answer comes. */
export function verbsOf<Table extends { readonly [Name in keyof Table]: Verb }>(
  domain: string,
  table: Table,
  policy: RetryPolicy = idempotentCall,
) {
  return async <Name extends keyof Table & string>(
    firecircle: Firecircle,
    name: Name,
    input: z.input<Table[Name]['input']>,
    { signal }: CallOptions = {},
  ): Promise<z.output<Table[Name]['output']>> => {
    const verb: Table[Name] = table[name];
    const request: CallRequest = { verb: name, input: parseInput(verb.input, input) };
    const call = httpsCallable<CallRequest, unknown>(getFunctions(firecircle.app, firecircle.region), domain);
    const send = () => call(request).catch(rethrow);
    const { data } = await retry(policy, () => withFreshToken(firecircle, send), signal);
    const output = z.safeParse<Table[Name]['output']>(verb.output, data);
    if (output.success) return output.data;
    throw new FirecircleError('internal', `The answer of ${name} is not of the agreed form.`, { cause: output.error });
  };
}
