import { z } from '@hono/zod-openapi';
import { breakdownPlatforms, syncPlatforms } from '../../../../sdk/src/verbs/socialsync.ts';
import type { Contract, ErrorStatus, PublicError } from '../../platform/http/kernel.ts';

/** The social-sync contract on the wire: its error bodies, and the schemas that its groups of routes share. */

type Texts = readonly [status: ErrorStatus, message: string, error: string];

/** Reasons of the house in the words of this contract. */
const catalogue: Readonly<Record<string, Texts>> = {
  'invalid-platform': [400, 'Invalid platform type', `Platform must be one of: ${syncPlatforms.join(', ')}`],
  'invalid-cursor': [400, 'Validation failed', 'Invalid cursor'],
  'malformed-json': [400, 'Validation failed', 'Request body must be valid JSON'],
  'profile-not-found': [404, 'Profile not found', 'User profile does not exist'],
  'rate-limited-sync': [429, 'Too many sync requests', 'Please wait before syncing again'],
  'not-admin': [403, 'Forbidden', 'Admin access required'],
  'no-route': [404, 'Not found', 'There is no such route'],
  'no-method': [405, 'Method not allowed', 'This route has other methods'],
  'body-too-large': [413, 'Request body is too large', 'Send at most 256 kB'],
};

const internal: Texts = [500, 'Internal server error', 'Something went wrong on our side'];

function catalogued({ code, reason }: PublicError): Texts {
  const known = reason === undefined ? undefined : catalogue[reason];
  if (known !== undefined) return known;
  // Every refused token alike: missing, malformed, expired, or of an account that is banned, signed out or gone.
  if (code === 'unauthenticated') return [401, 'Unauthorized', 'Invalid or missing token'];
  return internal;
}

/** What is wrong with one field, in the manner of Joi. */
function detailOf({ path, message, rule, context }: PublicError['issues'][number]) {
  const key = path.split('.').at(-1) ?? '';
  return { message, path: path.split('.'), type: rule ?? 'any.invalid', context: context ?? { key, label: path } };
}

export const socialSync: Contract = {
  name: 'social-sync',
  statusOf: (error) => (error.reason === 'invalid-input' ? 400 : catalogued(error)[0]),
  errorBody: (error) => {
    if (error.reason === 'invalid-input') return { message: 'Validation failed', details: error.issues.map(detailOf) };
    const [, message, text] = catalogued(error);
    return { message, error: text };
  },
};

export const ErrorResponse = z
  .object({ message: z.string(), error: z.string() })
  .openapi('ErrorResponse', { example: { message: 'Unauthorized', error: 'Invalid or missing token' } });

const Detail = z
  .object({
    message: z.string().openapi({ example: '"followers" is required' }),
    path: z.array(z.string()).openapi({ example: ['followers'] }),
    type: z.string().openapi({ example: 'any.required' }),
    context: z.record(z.string(), z.unknown()).openapi({ example: { key: 'followers', label: 'followers' } }),
  })
  .openapi('Detail');

/** Everything that is wrong with an input, not the first thing alone; or one sentence for a platform or cursor. */
export const InvalidResponse = z
  .union([ErrorResponse, z.object({ message: z.literal('Validation failed'), details: z.array(Detail) })])
  .openapi('InvalidResponse');

export const BreakdownPlatform = z.enum(breakdownPlatforms).openapi('BreakdownPlatform', { example: 'tiktok' });

export const followers = z.int().min(0).openapi({ example: 1000 });
export const engagement = z.number().min(0).openapi({ description: 'Per cent', example: 7.5 });
const Figures = z.object({ followers, engagement }).openapi('Figures');
const Range = z.object({ min: z.int(), max: z.int() }).openapi('Range');
export const Time = z.iso.datetime().openapi({ example: '2025-10-08T19:01:19.222Z' });

export const Profile = z
  .object({
    stats: z.object({
      platformBreakdown: z
        .object({
          tiktok: Figures,
          instagram: Figures,
          youtube: Figures,
          twitch: Figures,
          twitter: Figures.optional(),
        })
        .openapi({ description: '`twitter` once it has been synced' }),
      totalFollowers: z.int().openapi({ description: 'Sum over the breakdown', example: 24_025 }),
      avgEngagement: z
        .number()
        .openapi({ description: 'Mean of the engagements above 0, rounded to 2 decimals', example: 4.36 }),
    }),
    preferences: z.object({
      audienceSize: Range,
      budget: Range,
      collaborationTypes: z.array(z.string()),
      locations: z.array(z.string()),
    }),
    location: z.object({ city: z.string(), state: z.string(), country: z.string() }),
    _id: z.string(),
    userId: z.string(),
    niche: z.array(z.string()).openapi({ example: ['music', 'education'] }),
    rizzScore: z.number(),
    isPublic: z.boolean(),
    isActive: z.boolean(),
    lastSeen: Time,
    createdAt: Time,
    updatedAt: Time,
    __v: z.literal(0),
    bio: z.string(),
    displayName: z.string(),
    avatar: z.string(),
    profileUrl: z.string(),
    id: z.string().openapi({ description: 'The same as `_id`' }),
  })
  .openapi('Profile');
