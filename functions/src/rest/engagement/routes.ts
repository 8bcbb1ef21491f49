import { createRoute, z } from '@hono/zod-openapi';
import { contentTypes } from '../../../../sdk/src/verbs/content.ts';
import type { ContentName } from '../../domains/content/documents.ts';
import { listContents } from '../../domains/content/operations.ts';
import {
  batchMetadata,
  getMetadata,
  type Metadata,
  readFlags,
  toggleLike,
} from '../../domains/engagement/operations.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts';
import { contractApp, optionalCaller, requireCaller } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json, optionalBearerAuth, serveReference } from '../../platform/http/reference.ts';
import {
  AllContentQuery,
  AllContentResponse,
  BatchRequest,
  BatchResponse,
  ContentPath,
  ErrorResponse,
  engagement,
  SingleResponse,
  ToggleResponse,
} from './schema.ts';

export const reference = {
  name: engagement.name,
  title: 'Firecircle engagement API',
  version: '1.0.0',
  description: "Likes that persist, and counters with the caller's own flags for many contents at once.",
};

export const app = contractApp(engagement);

app.openapi(
  createRoute({
    method: 'post',
    path: '/api/content/{contentType}/{contentId}/like',
    operationId: 'toggleLike',
    summary: 'Like a content, or take the like back',
    description:
      'Each call turns the like over, so it must not be repeated blindly: read the metadata after a lost answer. Refused with 403 while the caller and who made the content are parted by a block.',
    security: bearerAuth,
    middleware: requireCaller,
    request: { params: ContentPath },
    responses: {
      200: json(ToggleResponse, 'The like as this call left it'),
      ...errors(ErrorResponse, 400, 401, 403, 404, 500),
    },
  }),
  async (c) => {
    const content = c.req.valid('param');
    const { liked, likeCount } = await toggleLike(content, c.get('caller'));
    const body = { success: true, data: { contentId: content.contentId, liked, likeCount } };
    return c.json(ToggleResponse.parse(body), 200);
  },
);

app.openapi(
  createRoute({
    method: 'post',
    path: '/api/content/batch-metadata',
    operationId: 'batchMetadata',
    summary: "Counters and the caller's flags for up to 100 contents",
    description: 'Ids that no content has get an entry of zeros. Without a token every flag is false.',
    security: optionalBearerAuth,
    middleware: optionalCaller,
    request: { body: { ...json(BatchRequest, 'The ids, all of one type'), required: true } },
    responses: { 200: json(BatchResponse, 'One entry per id'), ...errors(ErrorResponse, 400, 401, 500) },
  }),
  async (c) => {
    const { contentIds, contentType } = c.req.valid('json');
    const names = [...new Set(contentIds)].map((contentId) => ({ contentType, contentId }));
    const found = await batchMetadata(names, c.get('caller'));
    const entries = found.flatMap((metadata, index) => {
      const name = names[index];
      return name === undefined ? [] : [[name.contentId, metadataBody(name, metadata)] as const];
    });
    return c.json(BatchResponse.parse({ success: true, data: Object.fromEntries(entries) }), 200);
  },
);

app.openapi(
  createRoute({
    method: 'get',
    path: '/api/content/{contentType}/{contentId}/metadata',
    operationId: 'getMetadata',
    summary: "Counters and the caller's flags for one content",
    security: optionalBearerAuth,
    middleware: optionalCaller,
    request: { params: ContentPath },
    responses: {
      200: json(SingleResponse, 'The same as its batch entry'),
      ...errors(ErrorResponse, 400, 401, 404, 500),
    },
  }),
  async (c) => {
    const name = c.req.valid('param');
    const metadata = await getMetadata(name, c.get('caller'));
    return c.json(SingleResponse.parse({ success: true, data: metadataBody(name, metadata) }), 200);
  },
);

/** The last item's createdAt (seconds within Firestore's years 1 to 9999, nanoseconds) and document id. */
const Place = z.tuple([
  z.int().min(-62_135_596_800).max(253_402_300_799),
  z.int().min(0).max(999_999_999),
  z
    .string()
    .max(200)
    .regex(/^[a-z]+_[^/]+$/),
]);

app.openapi(
  createRoute({
    method: 'get',
    path: '/api/media/all-content',
    operationId: 'listContents',
    summary: 'Every content, newest first',
    description: 'Pages by cursor. With a token each item says what the caller did, as batch-metadata does.',
    security: optionalBearerAuth,
    middleware: optionalCaller,
    request: { query: AllContentQuery },
    responses: { 200: json(AllContentResponse, 'One page'), ...errors(ErrorResponse, 400, 401, 500) },
  }),
  async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const caller = c.get('caller');
    const place = cursor === undefined ? null : decodeCursor(cursor, Place);
    const after = place === null ? null : { createdAt: { seconds: place[0], nanoseconds: place[1] }, key: place[2] };
    const { items, next } = await listContents(contentTypes, limit, after);
    const flags =
      caller === null
        ? []
        : await readFlags(
            items.map(({ content }) => content),
            caller,
          );
    const data = items.map(({ content, counts }, index) => {
      const { contentType, title, description, thumbnailUrl, creator, createdAt } = content;
      const own = flags[index];
      return {
        ...metadataBody(content, { counts, flags: own ?? noFlags }),
        contentType,
        title,
        description,
        thumbnailUrl,
        creator,
        createdAt: createdAt.toDate().toISOString(),
        hasLiked: own?.liked,
      };
    });
    const nextCursor =
      next === null ? undefined : encodeCursor([next.createdAt.seconds, next.createdAt.nanoseconds, next.key]);
    return c.json(AllContentResponse.parse({ success: true, data, nextCursor, hasMore: next !== null }), 200);
  },
);

serveReference(app, reference);

const noFlags: Metadata['flags'] = { liked: false, saved: false, shared: false, viewed: false };

function metadataBody({ contentId }: ContentName, { counts, flags }: Metadata) {
  const { likes, saves, shares, views, comments } = counts;
  return { contentId, likes, saves, shares, views, comments, userInteractions: flags };
}
