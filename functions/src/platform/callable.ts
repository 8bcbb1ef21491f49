import { randomUUID } from 'node:crypto';
import { type CallableFunction, type CallableRequest, HttpsError, onCall } from 'firebase-functions/v2/https';
import { callRequest, type ErrorDetails, type Handlers, type Verbs, type Who } from '../../../sdk/src/verbs/verb.ts';
import { clientAddress } from './address.ts';
import type { Caller } from './auth.ts';
import { region } from './config.ts';
import { Failure } from './failure.ts';
import { errorFields, log } from './log.ts';
import { requiredSecrets } from './secrets.ts';

/** Decides whether a caller may use a verb of this kind. @throws unauthenticated, permission-denied */
export type Admit = (caller: Caller, who: Exclude<Who, 'anyone'>) => Promise<void>;

export type Serve = (request: CallableRequest) => Promise<unknown>;

/** A domain's verbs as one callable function. As with REST contracts, the domain itself is loaded with the first call. */
export function callableFunction(
  load: () => Promise<{ readonly serve: Serve }>,
): CallableFunction<unknown, Promise<unknown>> {
  let loaded: ReturnType<typeof load> | undefined;
  return onCall({ region, cors: true, secrets: requiredSecrets }, async (request) => {
    loaded ??= load();
    return (await loaded).serve(request);
  });
}

/** Serves one verb table: admits the caller, parses input and output by the table, and answers every failure in the
 *  SDK's error vocabulary. */
export function serveVerbs<Table extends Verbs>(table: Table, handlers: Handlers<Table, Caller>, admit: Admit): Serve {
  return (request) =>
    answer(async () => {
      const call = callRequest.safeParse(request.data);
      const verb = call.success && Object.hasOwn(table, call.data.verb) ? table[call.data.verb] : undefined;
      if (!call.success || verb === undefined)
        throw new Failure('invalid-argument', 'There is no such verb', { reason: 'unknown-verb' });
      const caller = callerOf(request);
      if (verb.who !== 'anyone') await admit(signedIn(caller), verb.who);
      if (verb.who === 'admin') await assertLiveSession(request);
      const input = verb.input.safeParse(call.data.input);
      if (!input.success) {
        const issue = input.error.issues[0];
        const at = issue?.path.join('.');
        throw new Failure('invalid-argument', `${at ? `${at}: ` : ''}${issue?.message ?? 'Invalid input'}`, {
          reason: 'invalid-input',
        });
      }
      // The caller was admitted as the verb demands and the input parsed by its schema: both are what its handler takes.
      const handler = handlers[call.data.verb] as AnyHandler;
      return verb.output.parse(await handler(caller, input.data, addressOf(request)));
    });
}

type AnyHandler = (caller: Caller | null, input: unknown, address: string) => Promise<unknown>;

async function answer(run: () => Promise<unknown>): Promise<unknown> {
  const requestId = randomUUID();
  try {
    return await run();
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

function callerOf({ auth }: CallableRequest): Caller | null {
  if (auth === undefined) return null;
  return {
    uid: auth.uid,
    anonymous: auth.token.firebase.sign_in_provider === 'anonymous',
    signedInAtMs: auth.token.auth_time * 1000,
  };
}

/** `onCall` looks at the token alone. What admins do asks Firebase Auth too: an admin who was disabled or signed out in its
 *  console could else go on for an hour. 1 call. */
async function assertLiveSession({ rawRequest }: CallableRequest): Promise<void> {
  const { callerOf: verified } = await import('./auth.ts');
  await verified(rawRequest.header('Authorization'), { askAuth: true });
}

function signedIn(caller: Caller | null): Caller {
  if (caller === null) throw new Failure('unauthenticated', 'Sign in first', { reason: 'missing-token' });
  return caller;
}

const addressOf = ({ rawRequest }: CallableRequest): string =>
  clientAddress(rawRequest.header('X-Forwarded-For'), rawRequest.socket.remoteAddress);
