import { z } from '@hono/zod-openapi';
import { contentId as contentIdSchema, contentTypes } from '../../../../sdk/src/verbs/content.ts';
import type { Contract } from '../../platform/http/kernel.ts';

/** The engagement contract on the wire. Types, validation and OpenAPI derive from this page alone. */
export const engagement: Contract = {
  name: 'engagement',
  errorBody: ({ message }) => ({ success: false, message }),
};

const sampleId = '6942c8061c42444751a5029f';
const maxBatch = 100;

const count = z.int().openapi({ example: 42 });
const invalidId = 'Invalid content id';

const idsMessage = 'contentIds must be an array of strings';

const contentId = z
  .string(idsMessage)
  .refine((id) => contentIdSchema.safeParse(id).success, invalidId)
  .openapi({ description: '1 to 128 characters, safe as a Firestore document id', example: sampleId });

const ContentType = z
  .enum(contentTypes, 'Invalid content type')
  .openapi('ContentType', { description: 'Videos, audio and music are all `media`', example: 'media' });

export const ContentPath = z.object({
  contentType: ContentType.openapi({ param: { name: 'contentType', in: 'path' } }),
  contentId: contentId.openapi({ param: { name: 'contentId', in: 'path' } }),
});

export const ErrorResponse = z
  .object({ success: z.literal(false), message: z.string() })
  .openapi('ErrorResponse', { example: { success: false, message: 'Content not found' } });

export const ToggleResponse = z
  .object({
    success: z.literal(true),
    data: z.object({ contentId: z.string().openapi({ example: sampleId }), liked: z.boolean(), likeCount: count }),
  })
  .openapi('ToggleResponse');

const UserInteractions = z
  .object({ liked: z.boolean(), saved: z.boolean(), shared: z.boolean(), viewed: z.boolean() })
  .openapi('UserInteractions', { description: 'What the caller did; all false without a token' });

const metadataFields = {
  contentId: z.string().openapi({ example: sampleId }),
  likes: count,
  saves: count,
  shares: count,
  views: count,
  comments: count,
  userInteractions: UserInteractions,
};

const Metadata = z.object(metadataFields).openapi('Metadata');

export const BatchRequest = z
  .object(
    {
      contentIds: z
        .array(contentId.openapi({ example: sampleId }), idsMessage)
        .max(maxBatch, `Too many contentIds (maximum ${maxBatch})`),
      contentType: ContentType.default('media'),
    },
    idsMessage,
  )
  .openapi('BatchRequest', { example: { contentIds: [sampleId], contentType: 'media' } });

export const BatchResponse = z
  .object({
    success: z.literal(true),
    data: z
      .record(z.string(), Metadata)
      .openapi({ description: 'An object keyed by the requested ids, never an array' }),
  })
  .openapi('BatchResponse');

export const SingleResponse = z.object({ success: z.literal(true), data: Metadata }).openapi('SingleResponse');

export const AllContentQuery = z.object({
  limit: z
    .string()
    .default('50')
    .refine(
      (limit) => /^\d{1,3}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= 100,
      'limit must be a whole number from 1 to 100',
    )
    .transform(Number)
    .openapi({ type: 'integer', minimum: 1, maximum: 100, default: 50, param: { name: 'limit', in: 'query' } }),
  cursor: z
    .string()
    .max(1000, 'Invalid cursor')
    .optional()
    .openapi({ description: '`nextCursor` of the page before', param: { name: 'cursor', in: 'query' } }),
});

export const AllContentResponse = z
  .object({
    success: z.literal(true),
    data: z.array(
      z
        .object({
          ...metadataFields,
          contentType: ContentType,
          title: z.string(),
          description: z.string().optional(),
          thumbnailUrl: z.string().optional(),
          creator: z.object({ uid: z.string(), displayName: z.string(), avatarUrl: z.string().optional() }).optional(),
          createdAt: z.iso.datetime(),
          hasLiked: z.boolean().optional().openapi({ description: 'Left out without a token' }),
        })
        .openapi('ContentItem'),
    ),
    nextCursor: z.string().optional(),
    hasMore: z.boolean(),
  })
  .openapi('AllContentResponse');
