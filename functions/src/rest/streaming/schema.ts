import { z } from '@hono/zod-openapi';
import { setting } from '../../platform/config.ts';
import type { Contract, ErrorStatus, PublicError } from '../../platform/http/kernel.ts';

/** The streaming contract's envelope and error catalogue. Each group of routes has its own schemas beside it. */

/** Reasons of the house in the words of this contract. */
const catalogue: Readonly<Record<string, readonly [ErrorStatus, string]>> = {
  'missing-token': [401, 'Authentication required'],
  'invalid-input': [400, 'Validation failed'],
  'malformed-json': [400, 'Invalid JSON body'],
  'no-route': [404, 'Route not found'],
  'no-method': [404, 'Route not found'],
  'bad-credentials': [401, 'Invalid email or password'],
  'sign-in-disabled': [403, 'Account disabled'],
  'not-creator': [403, 'Creator approval required'],
  'not-admin': [403, 'Admin access required'],
  'not-owner': [403, 'You do not have permission to modify this resource'],
  blocked: [403, 'This action is not allowed between blocked users'],
  'code-invalid': [400, 'Invalid OTP'],
  'code-expired': [400, 'OTP expired'],
  'code-exhausted': [403, 'Too many attempts'],
  'email-taken': [409, 'User already exists. Use another email.'],
  'username-taken': [409, 'Username is already taken'],
  'wrong-password': [400, 'Invalid password'],
  'no-password': [400, 'Credential account not found'],
  'self-follow': [400, 'You cannot follow yourself'],
  'self-block': [400, 'You cannot block yourself'],
  'follow-not-creator': [400, 'You can only follow approved creators'],
  'user-not-found': [404, 'User not found'],
  'creator-not-found': [404, 'Creator not found'],
  'application-not-found': [404, 'Application not found'],
  'application-submitted': [409, 'Application already submitted'],
  'application-approved': [409, 'Application already approved'],
  'application-not-pending': [409, 'Application is not pending'],
  'body-too-large': [413, 'File too large'],
};

function catalogued({ code, reason, status, message }: PublicError): readonly [ErrorStatus, string] {
  const known = reason === undefined ? undefined : catalogue[reason];
  if (known !== undefined) return known;
  if (code === 'unauthenticated') return [401, 'Invalid or expired token'];
  if (code === 'resource-exhausted') return [429, 'Too many requests. Please try again later.'];
  return [status, message];
}

export const streaming: Contract = {
  name: 'streaming',
  origins: (setting('FRONTEND_URL') ?? 'http://localhost:5173').split(','),
  exposedHeaders: ['set-auth-token'],
  statusOf: (error) => catalogued(error)[0],
  errorBody: (error) => ({
    success: false,
    error: catalogued(error)[1],
    ...(error.reason === 'invalid-input' ? { details: error.issues } : {}),
  }),
};

export const ErrorResponse = z
  .object({
    success: z.literal(false),
    error: z.string(),
    details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('ErrorResponse', { example: { success: false, error: 'Authentication required' } });
