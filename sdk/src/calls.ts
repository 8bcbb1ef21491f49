import { getFunctions, httpsCallable } from 'firebase/functions';
import type * as z from 'zod/mini';
import { FirecircleError, toFirecircleError } from './errors.ts';
import type { Firecircle } from './firecircle.ts';
import { parseInput } from './inputs.ts';
import { idempotentCall, retry } from './retry.ts';
import { type CallRequest, errorDetails } from './verbs/verb.ts';

export interface CallOptions {
  /** Ends the waiting with `cancelled`. What was already sent may still be carried out. */
  signal?: AbortSignal;
}

interface CallableVerb<Input, Parsed, Output> {
  readonly input: z.ZodMiniType<Parsed, Input>;
  readonly output: z.ZodMiniType<Output>;
}

/** An answer that never came and one that is no answer of ours both arrive as `internal` without details; our own
 *  internal errors carry a request id. */
function rethrow(error: unknown): never {
  const details = errorDetails.safeParse(error instanceof Error && 'details' in error ? error.details : undefined);
  const failure = toFirecircleError(error, details.success ? details.data : {});
  if (failure.code !== 'internal' || failure.requestId !== undefined) throw failure;
  throw new FirecircleError('unavailable', 'The backend cannot be reached.', { cause: error });
}

/** Calls a verb that may be repeated, of the callable function of a domain. Both ways are checked by the verb table. */
export async function callVerb<Input, Parsed, Output>(
  firecircle: Firecircle,
  domain: string,
  name: string,
  verb: CallableVerb<Input, Parsed, Output>,
  input: Input,
  { signal }: CallOptions = {},
): Promise<Output> {
  const request: CallRequest = { verb: name, input: parseInput(verb.input, input) };
  const call = httpsCallable<CallRequest, unknown>(getFunctions(firecircle.app, firecircle.region), domain);
  const { data } = await retry(idempotentCall, () => call(request).catch(rethrow), signal);
  const output = verb.output.safeParse(data);
  if (output.success) return output.data;
  throw new FirecircleError('internal', `The answer of ${name} is not of the agreed form.`, { cause: output.error });
}
