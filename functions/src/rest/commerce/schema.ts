import { z } from '@hono/zod-openapi';
import { isDemoProject, setting } from '../../platform/config.ts';
import type { Contract, ErrorStatus, PublicError } from '../../platform/http/kernel.ts';

/** The commerce contract's error catalogue: no envelope, a named key per payload. Groups of routes have their schemas. */

const catalogue: Readonly<Record<string, readonly [ErrorStatus, string]>> = {
  'missing-token': [401, 'No token provided'],
  'no-such-user': [401, 'User not found'],
  deleted: [401, 'User not found'],
  'expired-token': [401, 'Token expired'],
  banned: [403, 'Account banned'],
  'sign-in-disabled': [403, 'Account banned'],
  'invalid-input': [400, 'Validation failed'],
  'malformed-json': [400, 'Validation failed'],
  'no-route': [404, 'Not found'],
  'no-method': [404, 'Not found'],
  'bad-credentials': [401, 'Invalid credentials'],
  'not-admin': [403, 'Admin access required'],
  'not-seller': [403, 'Seller access required'],
  'not-owner': [403, 'Not authorized'],
  blocked: [403, 'User is blocked'],
  'email-taken': [400, 'Duplicate entry'],
  'username-taken': [400, 'Duplicate entry'],
  'self-follow': [400, 'You cannot follow yourself'],
  'self-block': [400, 'You cannot block yourself'],
  'user-not-found': [404, 'User not found'],
  'body-too-large': [413, 'File too large'],
};

const duplicateField: Readonly<Record<string, string>> = { 'email-taken': 'email', 'username-taken': 'username' };

function catalogued({ code, reason, status, message }: PublicError): readonly [ErrorStatus, string] {
  const known = reason === undefined ? undefined : catalogue[reason];
  if (known !== undefined) return known;
  if (code === 'unauthenticated') return [401, 'Invalid token'];
  if (code === 'resource-exhausted') return [429, 'Too many requests, please try again later.'];
  return [status, message];
}

/** One sentence per invalid field. */
const sentences = ({ issues, reason }: PublicError): string[] =>
  reason === 'malformed-json'
    ? ['Request body must be valid JSON']
    : issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));

const origins = setting('FIRECIRCLE_ORIGINS')?.split(',');

export const commerce: Contract = {
  name: 'commerce',
  // Outside of development a page's origin must be named; apps and servers send none.
  ...(origins === undefined && isDemoProject ? {} : { origins: origins ?? [] }),
  statusOf: (error) => catalogued(error)[0],
  errorBody: (error) => {
    const [, text] = catalogued(error);
    const field = duplicateField[error.reason ?? ''];
    const invalid = error.reason === 'invalid-input' || error.reason === 'malformed-json';
    return {
      error: text,
      ...(invalid ? { details: sentences(error) } : {}),
      ...(field === undefined ? {} : { field }),
    };
  },
};

export const ErrorResponse = z
  .object({ error: z.string(), details: z.array(z.string()).optional(), field: z.string().optional() })
  .openapi('ErrorResponse', { example: { error: 'No token provided' } });
