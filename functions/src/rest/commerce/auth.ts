import { createRoute, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { email as emailRule, newPassword, oldPassword } from '../../../../sdk/src/verbs/identity.ts';
import { displayName, username as usernameRule } from '../../../../sdk/src/verbs/profiles.ts';
import { signOutEverywhere } from '../../domains/identity/operations.ts';
import {
  beginByPassword,
  type Origin,
  refresh,
  type SignedIn,
  signIn,
  signUp,
} from '../../domains/identity/sessions/operations.ts';
import { noteActivity } from '../../domains/profiles/operations.ts';
import { networkOf } from '../../platform/address.ts';
import { isDemoProject, wholeNumber } from '../../platform/config.ts';
import { addressOf, type ContractApp, rateLimitHeaders } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json } from '../../platform/http/reference.ts';
import { type Limit, limited, takeFrom } from '../../platform/rateLimit.ts';
import { judgedBy } from '../inputs.ts';
import { requireSession } from './callers.ts';
import { User, user } from './people.ts';
import { ErrorResponse } from './schema.ts';

const email = judgedBy(emailRule, { format: 'email', maxLength: 254, example: 'alice@example.com' });
const password = judgedBy(newPassword, { minLength: 8, maxLength: 128, example: 'firecircle-demo' });
export const username = judgedBy(usernameRule, { pattern: '^[A-Za-z0-9_.]{3,30}$', example: 'alice' });
export const name = judgedBy(displayName, { minLength: 1, maxLength: 100, example: 'Alice Adeyemi' });

const RegisterRequest = z
  .object({
    username,
    email,
    password,
    name: name.optional(),
    role: z.enum(['user', 'seller']).default('user').openapi({ description: '`seller` records a request, no more' }),
  })
  .openapi('RegisterRequest');

const LoginRequest = z
  .object({ email, password: judgedBy(oldPassword, { minLength: 1, example: 'firecircle-demo' }) })
  .openapi('LoginRequest');

const refreshToken = z.string().min(1).max(8192);
const RefreshRequest = z.object({ refreshToken }).openapi('RefreshRequest');
const LogoutRequest = z.object({ refreshToken: refreshToken.optional() }).openapi('LogoutRequest');

const SessionResponse = z
  .object({ user: User, token: z.string(), refreshToken: z.string() })
  .openapi('SessionResponse');
const TokensResponse = z.object({ token: z.string(), refreshToken: z.string() }).openapi('TokensResponse');
const LogoutResponse = z.object({ success: z.literal(true), message: z.string() }).openapi('LogoutResponse');

/** A session of this contract ends a week after its login, however often it was refreshed. */
const maxAgeMs = 7 * 24 * 3_600_000;

const callsByAddress: Limit = {
  scope: 'commerce-auth',
  max: wholeNumber('FIRECIRCLE_COMMERCE_AUTH_CALLS', isDemoProject ? 100_000 : 100),
  windowMs: 15 * 60_000,
};

/** The whole group is limited by address, and says on every answer what is left. */
const limitedByAddress: MiddlewareHandler = async (c, next) => {
  const allowance = await takeFrom(callsByAddress, networkOf(addressOf(c)));
  rateLimitHeaders(c, allowance);
  if (!allowance.allowed) throw limited(allowance);
  await next();
};

const originOf = (c: Context): Origin => ({ address: addressOf(c), counts: 'failures' });

const sessionBody = ({ session, person }: SignedIn) =>
  SessionResponse.parse({ user: user(person), token: session.token, refreshToken: session.refreshToken });

const body = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  body: { ...json(schema, description), required: true },
});

export function authRoutes(app: ContractApp): void {
  app.use('/api/auth/*', limitedByAddress);

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/register',
      operationId: 'register',
      summary: 'Make an account',
      request: body(RegisterRequest, 'Who registers'),
      responses: {
        201: json(SessionResponse, 'The new account and its first session'),
        ...errors(ErrorResponse, 400, 429, 500, 503),
      },
    }),
    async (c) => {
      const { role, name: displayName, ...input } = c.req.valid('json');
      await signUp({ ...input, displayName, wantsToSell: role === 'seller' }, originOf(c));
      return c.json(sessionBody(await beginByPassword(input.email, input.password)), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/login',
      operationId: 'login',
      summary: 'Sign in with e-mail and password',
      request: body(LoginRequest, 'Who signs in'),
      responses: { 200: json(SessionResponse, 'A session'), ...errors(ErrorResponse, 400, 401, 403, 429, 500, 503) },
    }),
    async (c) => {
      const credentials = c.req.valid('json');
      const signedIn = await signIn(credentials.email, credentials.password, originOf(c));
      await noteActivity(signedIn.session.uid);
      return c.json(sessionBody(signedIn), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/refresh',
      operationId: 'refresh',
      summary: 'A new token for a session that is at most 7 days old',
      request: body(RefreshRequest, 'The refresh token'),
      responses: { 200: json(TokensResponse, 'New tokens'), ...errors(ErrorResponse, 400, 401, 403, 429, 500, 503) },
    }),
    async (c) => {
      const session = await refresh(c.req.valid('json').refreshToken, { address: addressOf(c), maxAgeMs });
      await noteActivity(session.uid);
      return c.json(TokensResponse.parse(session), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/logout',
      operationId: 'logout',
      summary: 'End every session of the caller',
      security: bearerAuth,
      middleware: requireSession,
      request: { body: { ...json(LogoutRequest, 'The refresh token, which need not be told'), required: false } },
      responses: { 200: json(LogoutResponse, 'Logged out'), ...errors(ErrorResponse, 400, 401, 403, 429, 500) },
    }),
    async (c) => {
      await signOutEverywhere(c.get('caller').uid);
      return c.json(LogoutResponse.parse({ success: true, message: 'Logged out' }), 200);
    },
  );
}
