import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { type Caller, callerOf } from '../auth.ts';
import { Failure, type FailureCode } from '../failure.ts';
import { errorFields, log } from '../log.ts';

export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 429 | 500 | 503;

/** What a contract may put into its error body: never a cause, a stack or a name of ours. */
export interface PublicError {
  readonly status: ErrorStatus;
  readonly message: string;
  readonly code: FailureCode;
  readonly reason: string | undefined;
}

/** What differs between REST contracts; everything else is the kernel's. */
export interface Contract {
  /** Name of the HTTPS function and first path segment on Hosting. */
  readonly name: string;
  readonly errorBody: (error: PublicError) => object;
}

export interface ContractEnv {
  Variables: { requestId: string };
}

export type ContractApp = OpenAPIHono<ContractEnv>;

const statusOf: Readonly<Record<FailureCode, ErrorStatus>> = {
  'invalid-argument': 400,
  unauthenticated: 401,
  'permission-denied': 403,
  'not-found': 404,
  'already-exists': 409,
  'failed-precondition': 412,
  'resource-exhausted': 429,
  aborted: 409,
  unavailable: 503,
  internal: 500,
};

const internal: PublicError = { status: 500, message: 'Internal server error', code: 'internal', reason: undefined };
const maxJsonBytes = 256 * 1024;

/**
 * One REST contract as an HTTP application: request ids, CORS, cache and body defaults, and every failure, foreseen or
 * not, in the contract's own error shape.
 *
 * The function's URL has the contract's own paths; Hosting hands paths on with its prefix. Both reach the same routes.
 * An answer may be kept by nobody unless a route says otherwise: Hosting's CDN would else serve one user's flags to
 * another and keep a 404 for ten minutes.
 */
export function contractApp(contract: Contract): ContractApp {
  const prefix = new RegExp(`^/${contract.name}(?=/|$)`);
  const app: ContractApp = new OpenAPIHono<ContractEnv>({
    getPath: (request) => new URL(request.url).pathname.replace(prefix, '') || '/',
    defaultHook: (result) => {
      if (!result.success) throw new Failure('invalid-argument', result.error.issues[0]?.message ?? 'Invalid request');
    },
  });

  const answer = (c: Context<ContractEnv>, error: PublicError): Response =>
    c.json(contract.errorBody(error), error.status);

  app.use(requestIdentity);
  app.use(openToEveryOrigin);
  app.use(
    onlyWithBody(
      bodyLimit({
        maxSize: maxJsonBytes,
        onError: (c) =>
          answer(c, { ...internal, status: 413, code: 'invalid-argument', message: 'Request body is too large' }),
      }),
    ),
  );
  app.use(onlyWithBody(readAsJson));

  app.notFound((c) => {
    const allowed = methodsAt(app, c.req.path.replace(prefix, '') || '/');
    if (allowed.length === 0) {
      return answer(c, { ...internal, status: 404, code: 'not-found', message: 'Not found' });
    }
    c.header('Allow', allowed.join(', '));
    return answer(c, { ...internal, status: 405, code: 'invalid-argument', message: 'Method not allowed' });
  });

  app.onError((error, c) => {
    const known = publicErrorOf(error);
    if (known.status >= 500) {
      log('ERROR', `${contract.name}: ${known.message}`, { requestId: c.get('requestId'), ...errorFields(error) });
    }
    const retryAfterMs = error instanceof Failure ? error.retryAfterMs : undefined;
    if (retryAfterMs !== undefined) c.header('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
    return answer(c, known);
  });

  return app;
}

function publicErrorOf(error: unknown): PublicError {
  if (error instanceof Failure) {
    return { status: statusOf[error.code], message: error.message, code: error.code, reason: error.reason };
  }
  // The only exception that Hono's own parts raise on a request: a body that is no JSON.
  if (error instanceof HTTPException && error.status === 400) {
    return {
      status: 400,
      message: 'Request body must be valid JSON',
      code: 'invalid-argument',
      reason: 'malformed-json',
    };
  }
  return internal;
}

const requestIdentity: MiddlewareHandler<ContractEnv> = async (c, next) => {
  const requestId = randomUUID();
  c.set('requestId', requestId);
  c.header('X-Request-Id', requestId);
  c.header('Cache-Control', 'private, no-store');
  await next();
};

const exposedHeaders = ['X-Request-Id', 'Retry-After', 'RateLimit', 'RateLimit-Policy'];

const preflight = cors({
  origin: '*',
  allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
  exposeHeaders: exposedHeaders,
  maxAge: 3600,
});

/** Hono's own CORS answers preflights. Elsewhere it would touch the response before there is one, which makes a stream
 *  of every answer. Headers set here are taken along by every answer that the context makes (`c.json`, `c.body`). */
const openToEveryOrigin: MiddlewareHandler<ContractEnv> = async (c, next) => {
  if (c.req.method === 'OPTIONS') return preflight(c, next);
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Access-Control-Expose-Headers', exposedHeaders.join(','));
  await next();
};

/** Runs a middleware for requests that carry a body, as their headers say. Asking the request itself makes a stream of
 *  what is empty most of the time. */
const onlyWithBody =
  (middleware: MiddlewareHandler<ContractEnv>): MiddlewareHandler<ContractEnv> =>
  async (c, next) => {
    const length = c.req.header('Content-Length');
    if (c.req.header('Transfer-Encoding') === undefined && (length === undefined || length === '0')) return next();
    return middleware(c, next);
  };

/** A JSON body is read as such whatever it calls itself: curl says "form", and many clients say nothing. */
const readAsJson: MiddlewareHandler<ContractEnv> = async (c, next) => {
  const type = c.req.header('Content-Type');
  const unnamed = type === undefined || /^(application\/x-www-form-urlencoded|text\/plain)\b/i.test(type);
  if (unnamed && c.req.raw.body !== null) {
    const headers = new Headers(c.req.raw.headers);
    headers.set('Content-Type', 'application/json');
    c.req.raw = new Request(c.req.raw, { headers });
  }
  await next();
};

/** The methods that a path answers to, for the Allow header of a 405. */
function methodsAt(app: ContractApp, path: string): string[] {
  const methods = app.routes
    .filter((route) => route.method !== 'ALL' && patternOf(route.path).test(path))
    .map((route) => route.method);
  return [...new Set(methods)].sort();
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+')}$`);

/** Variables of a route that looks at the token. */
export interface WithCaller {
  Variables: { requestId: string; caller: Caller };
}
export interface WithOptionalCaller {
  Variables: { requestId: string; caller: Caller | null };
}

/** For routes that need a signed-in caller: without a valid token nothing else is looked at. */
export const requireCaller: MiddlewareHandler<WithCaller> = async (c, next) => {
  const caller = await callerOf(c.req.header('Authorization'));
  if (caller === null) throw new Failure('unauthenticated', 'Unauthorized', { reason: 'missing-token' });
  c.set('caller', caller);
  await next();
};

/** For routes that serve everybody and know more for a signed-in caller. A token that is sent but bad is an error, not
 *  an anonymous answer: tokens end after an hour, and hearts that vanish then are worse than a refresh. */
export const optionalCaller: MiddlewareHandler<WithOptionalCaller> = async (c, next) => {
  c.set('caller', await callerOf(c.req.header('Authorization')));
  await next();
};
