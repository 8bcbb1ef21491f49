import { createRoute, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { checkCode, sendCode } from '../../domains/identity/codes/operations.ts';
import { resetPassword, signInWithCode, verifyEmail } from '../../domains/identity/credentials/operations.ts';
import { signOutEverywhere } from '../../domains/identity/operations.ts';
import {
  beginByPassword,
  beginSession,
  type Origin,
  refresh,
  type Session,
  type SignedIn,
  signIn,
  signUp,
} from '../../domains/identity/sessions/operations.ts';
import { noteActivity, readPerson } from '../../domains/profiles/operations.ts';
import { claimsIn, tokenIn } from '../../platform/auth.ts';
import { addressOf, type ContractApp } from '../../platform/http/kernel.ts';
import { errors, json, optionalBearerAuth } from '../../platform/http/reference.ts';
import { digest } from '../../platform/secrets.ts';
import {
  CheckCodeRequest,
  CheckCodeResponse,
  CodeRequest,
  EmailRequest,
  MessageResponse,
  RefreshRequest,
  ResetRequest,
  SendCodeRequest,
  SessionResponse,
  SignedInResponse,
  SignInRequest,
  SignUpRequest,
  TokensResponse,
  VerifiedResponse,
} from './authSchema.ts';
import { optionalUser } from './callers.ts';
import { userSelf } from './people.ts';
import { ErrorResponse } from './schema.ts';

const originOf = (c: Context): Origin => ({ address: addressOf(c), counts: 'every-try' });

/** The header that this contract's clients take the token from. */
function tokenHeader(c: Context, { token }: Session): void {
  c.header('set-auth-token', token);
}

export const tokens = ({ token, refreshToken, expiresInSeconds }: Session) => ({
  token,
  refreshToken,
  expiresIn: expiresInSeconds,
});

function signedInBody(c: Context, { session, person }: SignedIn, message?: string) {
  tokenHeader(c, session);
  return SignedInResponse.parse({ success: true, data: { ...tokens(session), user: userSelf(person) }, message });
}

const body = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  body: { ...json(schema, description), required: true },
});

export function authRoutes(app: ContractApp): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/signup/email',
      operationId: 'signUp',
      summary: 'Make an account with e-mail and password',
      description: 'A code that verifies the address is mailed. The session may be used at once.',
      request: body(SignUpRequest, 'Who signs up'),
      responses: {
        201: json(SignedInResponse, 'The new account and its first session'),
        ...errors(ErrorResponse, 400, 409, 429, 500, 503),
      },
    }),
    async (c) => {
      const { email, password, name, username } = c.req.valid('json');
      await signUp({ email, password, displayName: name, username }, originOf(c));
      return c.json(signedInBody(c, await beginByPassword(email, password), 'Account created successfully'), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/signin/email',
      operationId: 'signIn',
      summary: 'Sign in with e-mail and password',
      request: body(SignInRequest, 'Who signs in'),
      responses: { 200: json(SignedInResponse, 'A session'), ...errors(ErrorResponse, 400, 401, 403, 429, 500, 503) },
    }),
    async (c) => {
      const { email, password } = c.req.valid('json');
      const signedIn = await signIn(email, password, originOf(c));
      await noteActivity(signedIn.session.uid);
      return c.json(signedInBody(c, signedIn), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/signin/email-otp',
      operationId: 'signInWithCode',
      summary: 'Sign in with a code of type sign-in',
      description: 'An address without an account gets one.',
      request: body(CodeRequest, 'The address and its code'),
      responses: { 200: json(SignedInResponse, 'A session'), ...errors(ErrorResponse, 400, 403, 429, 500, 503) },
    }),
    async (c) => {
      const { email, otp } = c.req.valid('json');
      const { uid } = await signInWithCode(email, otp, addressOf(c));
      const signedIn = await beginSession(uid);
      await noteActivity(uid);
      return c.json(signedInBody(c, signedIn), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/send-verification-otp',
      operationId: 'sendCode',
      summary: 'Mail a code of six digits',
      description:
        'Lives for five minutes and replaces the one before. The answer does not tell whether there is an account.',
      request: body(SendCodeRequest, 'Where to, and what for'),
      responses: { 200: json(MessageResponse, 'It is on its way'), ...errors(ErrorResponse, 400, 429, 500) },
    }),
    async (c) => {
      const { email, type } = c.req.valid('json');
      await sendCode(email, type, addressOf(c));
      return c.json(MessageResponse.parse({ success: true, message: 'OTP sent successfully' }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/check-verification-otp',
      operationId: 'checkCode',
      summary: 'Check a code and leave it usable',
      description: 'A wrong code counts as one of three tries.',
      request: body(CheckCodeRequest, 'The address and its code'),
      responses: { 200: json(CheckCodeResponse, 'It is right'), ...errors(ErrorResponse, 400, 403, 429, 500) },
    }),
    async (c) => {
      const { email, otp, type } = c.req.valid('json');
      await checkCode(email, type, otp, addressOf(c));
      const answer = { success: true, data: { valid: true }, message: 'OTP verified successfully' };
      return c.json(CheckCodeResponse.parse(answer), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/verify-email',
      operationId: 'verifyEmail',
      summary: 'Prove an address with a code of type email-verification',
      description:
        'With a token of the account itself its sessions go on, and a fresh token says that the address is verified. ' +
        'Without one, an address that was not verified before loses its password and its sessions, which may be a ' +
        "stranger's.",
      security: optionalBearerAuth,
      middleware: optionalUser,
      request: body(CodeRequest, 'The address and its code'),
      responses: { 200: json(VerifiedResponse, 'The account'), ...errors(ErrorResponse, 400, 403, 429, 500, 503) },
    }),
    async (c) => {
      const { email, otp } = c.req.valid('json');
      const { uid, own } = await verifyEmail(email, otp, c.get('caller'), addressOf(c));
      const renewed = own ? await beginSession(uid) : null;
      if (renewed !== null) tokenHeader(c, renewed.session);
      const user = userSelf(renewed?.person ?? (await readPerson(uid)));
      const data = { status: true, token: renewed?.session.token ?? null, user };
      return c.json(VerifiedResponse.parse({ success: true, data, message: 'Email verified successfully' }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/forget-password/email-otp',
      operationId: 'forgetPassword',
      summary: 'Mail a code for a new password',
      request: body(EmailRequest, 'Where to'),
      responses: { 200: json(MessageResponse, 'The same for every address'), ...errors(ErrorResponse, 400, 429, 500) },
    }),
    async (c) => {
      await sendCode(c.req.valid('json').email, 'forget-password', addressOf(c));
      const message = 'If the account exists, a reset code has been sent';
      return c.json(MessageResponse.parse({ success: true, message }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/reset-password/email-otp',
      operationId: 'resetPassword',
      summary: 'Set a new password with a code of type forget-password',
      description: 'Ends every session.',
      request: body(ResetRequest, 'The address, its code and the new password'),
      responses: { 200: json(MessageResponse, 'It is set'), ...errors(ErrorResponse, 400, 403, 429, 500, 503) },
    }),
    async (c) => {
      const { email, otp, password } = c.req.valid('json');
      await resetPassword(email, otp, password, addressOf(c));
      return c.json(MessageResponse.parse({ success: true, message: 'Password reset successfully' }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/auth/get-session',
      operationId: 'getSession',
      summary: 'The session that a token belongs to',
      description: 'Never 401: without a token, or with a bad one, `data` is null.',
      security: optionalBearerAuth,
      middleware: optionalUser,
      responses: { 200: json(SessionResponse, 'The session, or none'), ...errors(ErrorResponse, 500) },
    }),
    async (c) => {
      const caller = c.get('caller');
      const token = caller === null ? undefined : tokenIn(c.req.header('Authorization') ?? '');
      if (caller === null || token === undefined) {
        return c.json(SessionResponse.parse({ success: true, data: null }), 200);
      }
      const { signedInAtMs, issuedAtMs, expiresAtMs } = claimsIn(token);
      const [person] = await Promise.all([readPerson(caller.uid), noteActivity(caller.uid)]);
      const session = {
        id: digest('session', `${caller.uid}\n${signedInAtMs}`),
        userId: caller.uid,
        token,
        expiresAt: new Date(expiresAtMs).toISOString(),
        createdAt: new Date(signedInAtMs).toISOString(),
        updatedAt: new Date(issuedAtMs).toISOString(),
        ipAddress: addressOf(c),
        userAgent: c.req.header('User-Agent') ?? null,
      };
      const data = { session, user: userSelf(person) };
      return c.json(SessionResponse.parse({ success: true, data, ...data }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/sign-out',
      operationId: 'signOut',
      summary: 'End every session of the caller',
      description:
        'On every device: Firebase Auth knows no end of one session alone. Without a token there is nothing to end.',
      security: optionalBearerAuth,
      middleware: optionalUser,
      responses: { 200: json(MessageResponse, 'Signed out'), ...errors(ErrorResponse, 500) },
    }),
    async (c) => {
      const caller = c.get('caller');
      if (caller !== null) await signOutEverywhere(caller.uid);
      return c.json(MessageResponse.parse({ success: true, message: 'Signed out' }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/auth/refresh',
      operationId: 'refresh',
      summary: 'A new token for a session that goes on',
      request: body(RefreshRequest, 'The refresh token'),
      responses: { 200: json(TokensResponse, 'New tokens'), ...errors(ErrorResponse, 400, 401, 403, 429, 500, 503) },
    }),
    async (c) => {
      const session = await refresh(c.req.valid('json').refreshToken, { address: addressOf(c) });
      await noteActivity(session.uid);
      tokenHeader(c, session);
      return c.json(TokensResponse.parse({ success: true, data: tokens(session) }), 200);
    },
  );
}
