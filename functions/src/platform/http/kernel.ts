import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { clientAddress } from '../address.ts';
import { type Caller, callerOf, type TokenOptions } from '../auth.ts';
import { Failure, type FailureCode, type Issue } from '../failure.ts';
import { errorFields, log, withLogFields } from '../log.ts';
import type { Allowance } from '../rateLimit.ts';
import { traceFields } from '../trace.ts';

export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 429 | 500 | 502 | 503;

/** What a contract may put into its error body: never a cause, a stack or a name of ours. */
export interface PublicError {
  readonly status: ErrorStatus;
  readonly message: string;
  readonly code: FailureCode;
  readonly reason: string | undefined;
  /** Everything that is wrong with the request, when its path, query or body is not valid. */
  readonly issues: readonly Issue[];
}

/** What differs between REST contracts; everything else is the kernel's. */
export interface Contract {
  /** First path segment on Hosting. */
  readonly name: string;
  readonly errorBody: (error: PublicError) => object;
  /** Statuses that differ from the house's own, by reason or code; undefined = as everywhere. */
  readonly statusOf?: (error: PublicError) => ErrorStatus | undefined;
  /** Origins whose pages may call; absent = all. Callers without an origin (apps, servers) always may. */
  readonly origins?: readonly string[];
  /** Headers that a page of another origin may read, beside those of every contract. */
  readonly exposedHeaders?: readonly string[];
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

const internal: PublicError = {
  status: 500,
  message: 'Internal server error',
  code: 'internal',
  reason: undefined,
  issues: [],
};
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
      if (result.success) return;
      const issues = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
      throw new Failure('invalid-argument', issues[0]?.message ?? 'Invalid request', {
        reason: 'invalid-input',
        issues,
      });
    },
  });

  const answer = (c: Context<ContractEnv>, error: PublicError): Response => {
    const status = contract.statusOf?.(error) ?? error.status;
    return c.json(contract.errorBody({ ...error, status }), status);
  };

  app.use(requestIdentity);
  app.use(openTo(contract));
  app.use(
    onlyWithBody(
      bodyLimit({
        maxSize: maxJsonBytes,
        onError: (c) =>
          answer(c, {
            ...internal,
            status: 413,
            code: 'invalid-argument',
            reason: 'body-too-large',
            message: 'Request body is too large',
          }),
      }),
    ),
  );
  app.use(onlyWithBody(readAsJson));

  app.notFound((c) => {
    const allowed = methodsAt(app, c.req.path.replace(prefix, '') || '/');
    if (allowed.length === 0) {
      return answer(c, { ...internal, status: 404, code: 'not-found', reason: 'no-route', message: 'Not found' });
    }
    c.header('Allow', allowed.join(', '));
    return answer(c, {
      ...internal,
      status: 405,
      code: 'invalid-argument',
      reason: 'no-method',
      message: 'Method not allowed',
    });
  });

  app.onError((error, c) => {
    const known = publicErrorOf(error);
    if (known.status >= 500) {
      log('ERROR', `${contract.name}: ${known.message}`, errorFields(error));
    }
    const retryAfterMs = error instanceof Failure ? error.retryAfterMs : undefined;
    if (retryAfterMs !== undefined) c.header('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
    return answer(c, known);
  });

  return app;
}

function publicErrorOf(error: unknown): PublicError {
  if (error instanceof Failure) {
    const { code, message, reason, issues } = error;
    return { status: statusOf[code], message, code, reason, issues };
  }
  // The only exceptions that Hono's own parts raise on a request: a body that is no JSON, or calls itself something else.
  if (error instanceof HTTPException && (error.status === 400 || error.status === 415)) {
    return {
      status: 400,
      message: 'Request body must be valid JSON',
      code: 'invalid-argument',
      reason: 'malformed-json',
      issues: [],
    };
  }
  return internal;
}

const requestIdentity: MiddlewareHandler<ContractEnv> = async (c, next) => {
  const requestId = randomUUID();
  c.set('requestId', requestId);
  c.header('X-Request-Id', requestId);
  c.header('Cache-Control', 'private, no-store');
  await withLogFields({ requestId, ...traceFields((name) => c.req.header(name)) }, next);
};

const exposedHeaders = [
  'X-Request-Id',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
];

/** Hono's own CORS answers preflights. Elsewhere it would touch the response before there is one, which makes a stream
 *  of every answer. Headers set here are taken along by every answer that the context makes (`c.json`, `c.body`). */
function openTo({ origins, exposedHeaders: more = [] }: Contract): MiddlewareHandler<ContractEnv> {
  const exposed = [...exposedHeaders, ...more];
  const preflight = cors({
    origin: origins === undefined ? '*' : [...origins],
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
    exposeHeaders: exposed,
    maxAge: 3600,
  });
  return async (c, next) => {
    if (c.req.method === 'OPTIONS') return preflight(c, next);
    const origin = c.req.header('Origin');
    if (origins === undefined) c.header('Access-Control-Allow-Origin', '*');
    else c.header('Vary', 'Origin');
    if (origins !== undefined && origin !== undefined && origins.includes(origin)) {
      c.header('Access-Control-Allow-Origin', origin);
    }
    c.header('Access-Control-Expose-Headers', exposed.join(','));
    await next();
  };
}

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
export const callerRequired =
  (options: TokenOptions = {}): MiddlewareHandler<WithCaller> =>
  async (c, next) => {
    const caller = await callerOf(c.req.header('Authorization'), options);
    if (caller === null) throw new Failure('unauthenticated', 'Unauthorized', { reason: 'missing-token' });
    c.set('caller', caller);
    await next();
  };

export const requireCaller = callerRequired();

/** For routes that serve everybody and know more for a signed-in caller. A token that is sent but bad is an error, not
 *  an anonymous answer: tokens end after an hour, and hearts that vanish then are worse than a refresh. */
export const optionalCaller: MiddlewareHandler<WithOptionalCaller> = async (c, next) => {
  c.set('caller', await callerOf(c.req.header('Authorization')));
  await next();
};

/** For contracts in which a token that is sent but bad counts as none. */
export const callerIfValid =
  (options: TokenOptions = {}): MiddlewareHandler<WithOptionalCaller> =>
  async (c, next) => {
    try {
      c.set('caller', await callerOf(c.req.header('Authorization'), options));
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'unauthenticated')) throw error;
      c.set('caller', null);
    }
    await next();
  };

/** The address that a request came from. */
export const addressOf = (c: Context): string => clientAddress(c.req.header('X-Forwarded-For'), undefined);

/** The limit and what is left of it, on whatever this request is answered with: the fields of the IETF's
 *  draft-ietf-httpapi-ratelimit-headers-07 and the three of its earlier drafts. */
export function rateLimitHeaders(c: Context, { limit, remaining, resetMs }: Allowance): void {
  const reset = Math.ceil(resetMs / 1000);
  c.header('RateLimit-Policy', `${limit.max};w=${Math.ceil(limit.windowMs / 1000)}`);
  c.header('RateLimit', `limit=${limit.max}, remaining=${remaining}, reset=${reset}`);
  c.header('RateLimit-Limit', String(limit.max));
  c.header('RateLimit-Remaining', String(remaining));
  c.header('RateLimit-Reset', String(reset));
}
