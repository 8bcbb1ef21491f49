import { z } from '@hono/zod-openapi';
import { code, codeTypes, email as emailRule, newPassword, oldPassword } from '../../../../sdk/src/verbs/identity.ts';
import { displayName, username as usernameRule } from '../../../../sdk/src/verbs/profiles.ts';
import { judgedBy } from '../inputs.ts';
import { UserSelf } from './people.ts';

/** Sign-up, sign-in and codes on the wire of this contract. */

const email = judgedBy(emailRule, { format: 'email', maxLength: 254, example: 'alice@example.com' });
export const password = judgedBy(newPassword, { minLength: 8, maxLength: 128, example: 'firecircle-demo' });
export const currentPassword = judgedBy(oldPassword, { minLength: 1, example: 'firecircle-demo' });
const otp = judgedBy(code, { pattern: '^[0-9]{6}$', example: '314159' });
export const name = judgedBy(displayName, { minLength: 1, maxLength: 100, example: 'Alice Adeyemi' });

/** This contract's usernames have no dots; the house's may. */
export const username = judgedBy(usernameRule, { pattern: '^[A-Za-z0-9_]{3,30}$', example: 'alice' }).refine(
  (text) => !text.includes('.'),
  'must be 3 to 30 letters, digits or underscores',
);

const type = z.enum(codeTypes).default('email-verification');

export const SignUpRequest = z
  .object({ name, email, password, username: username.optional() })
  .openapi('SignUpRequest');

export const SignInRequest = z
  .object({
    email,
    password: currentPassword,
    rememberMe: z
      .boolean()
      .optional()
      .openapi({ description: 'Sessions last until they are ended, whatever this says' }),
  })
  .openapi('SignInRequest');

export const EmailRequest = z.object({ email }).openapi('EmailRequest');
export const SendCodeRequest = z.object({ email, type }).openapi('SendCodeRequest');
export const CodeRequest = z.object({ email, otp }).openapi('CodeRequest');
export const CheckCodeRequest = z.object({ email, otp, type }).openapi('CheckCodeRequest');

/** `newPassword` is another name for `password`. */
export const ResetRequest = z
  .object({ email, otp, password: password.optional(), newPassword: password.optional() })
  .transform(({ password: named, newPassword: alias, ...rest }, context) => {
    const chosen = named ?? alias;
    if (chosen !== undefined) return { ...rest, password: chosen };
    context.addIssue({ code: 'custom', path: ['password'], message: 'Required' });
    return z.NEVER;
  })
  .openapi('ResetRequest', { description: '`newPassword` is another name for `password`' });

export const RefreshRequest = z
  .object({ refreshToken: z.string().min(1).max(8192).openapi({ description: 'As a sign-in gave it' }) })
  .openapi('RefreshRequest');

const tokenFields = {
  token: z.string().openapi({ description: 'For `Authorization: Bearer`; also in the header `set-auth-token`' }),
  refreshToken: z.string(),
  expiresIn: z.int().openapi({ description: 'Seconds', example: 3600 }),
};

export const SignedInResponse = z
  .object({
    success: z.literal(true),
    data: z.object({ ...tokenFields, user: UserSelf }),
    message: z.string().optional(),
  })
  .openapi('SignedInResponse');

export const TokensResponse = z
  .object({ success: z.literal(true), data: z.object(tokenFields), message: z.string().optional() })
  .openapi('TokensResponse');

export const MessageResponse = z.object({ success: z.literal(true), message: z.string() }).openapi('MessageResponse');

export const CheckCodeResponse = z
  .object({ success: z.literal(true), data: z.object({ valid: z.literal(true) }), message: z.string() })
  .openapi('CheckCodeResponse');

export const VerifiedResponse = z
  .object({
    success: z.literal(true),
    data: z.object({ status: z.literal(true), token: z.string().nullable(), user: UserSelf }),
    message: z.string(),
  })
  .openapi('VerifiedResponse');

const Session = z
  .object({
    id: z.string(),
    userId: z.string(),
    token: z.string(),
    expiresAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .openapi('Session');

/** Both are mirrored beside `data`, where clients of the library that this contract grew from look for them. */
export const SessionResponse = z
  .object({
    success: z.literal(true),
    data: z.object({ session: Session, user: UserSelf }).nullable(),
    session: Session.optional(),
    user: UserSelf.optional(),
  })
  .openapi('SessionResponse');
