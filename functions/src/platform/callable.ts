import { randomUUID } from 'node:crypto';
import { type CallableFunction, type CallableRequest, HttpsError, onCall } from 'firebase-functions/v2/https';
import type * as z from 'zod/mini';
import { callRequest, type ErrorDetails, type Handlers, type Verbs, type Who } from '../../../sdk/src/verbs/verb.ts';
import type { Caller } from './auth.ts';
import { region } from './config.ts';
import { Failure } from './failure.ts';
import { errorFields, log } from './log.ts';

/** Decides whether a caller may use a verb of this kind. @throws unauthenticated, permission-denied */
export type Admit = (caller: Caller, who: Who) => Promise<void>;

/** One verb table as one callable function: admits the caller, parses input and output by the table, and answers every
 *  failure in the SDK's error vocabulary. */
export function callableFunction<Table extends Verbs>(
  table: Table,
  handlers: Handlers<Table, Caller>,
  admit: Admit,
): CallableFunction<unknown, Promise<unknown>> {
  return onCall({ region, cors: true }, (request) =>
    answer(request, async (caller) => {
      const call = callRequest.safeParse(request.data);
      const verb = call.success && Object.hasOwn(table, call.data.verb) ? table[call.data.verb] : undefined;
      if (!call.success || verb === undefined)
        throw new Failure('invalid-argument', 'There is no such verb', { reason: 'unknown-verb' });
      await admit(caller, verb.who);
      const input = verb.input.safeParse(call.data.input);
      if (!input.success) {
        const issue = input.error.issues[0];
        const at = issue?.path.join('.');
        throw new Failure('invalid-argument', `${at ? `${at}: ` : ''}${issue?.message ?? 'Invalid input'}`, {
          reason: 'invalid-input',
        });
      }
      const handler = handlers[call.data.verb];
      if (handler === undefined) throw new Failure('internal', 'Internal error');
      // The verb's own schema has just parsed it, so it is what this verb's handler takes.
      return verb.output.parse(await handler(caller, input.data as z.output<Table[string]['input']>));
    }),
  );
}

async function answer(request: CallableRequest, run: (caller: Caller) => Promise<unknown>): Promise<unknown> {
  const requestId = randomUUID();
  try {
    return await run(callerOf(request));
  } catch (error) {
    const details: ErrorDetails = { requestId };
    if (error instanceof Failure && error.code !== 'internal') {
      if (error.reason !== undefined) details.reason = error.reason;
      if (error.retryAfterMs !== undefined) details.retryAfterMs = error.retryAfterMs;
      throw new HttpsError(error.code, error.message, details);
    }
    log('ERROR', 'A callable function failed', { requestId, ...errorFields(error) });
    throw new HttpsError('internal', 'Internal error', details);
  }
}

function callerOf({ auth }: CallableRequest): Caller {
  if (auth === undefined) throw new Failure('unauthenticated', 'Sign in first', { reason: 'missing-token' });
  return {
    uid: auth.uid,
    anonymous: auth.token.firebase.sign_in_provider === 'anonymous',
    signedInAtMs: auth.token.auth_time * 1000,
  };
}
