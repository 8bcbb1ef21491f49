import { createRoute, z } from '@hono/zod-openapi';
import { followerCaps, syncPlatforms as platforms, platformsOf } from '../../../../sdk/src/verbs/socialsync.ts';
import type { CreatorProfile } from '../../domains/socialsync/documents.ts';
import { viewOf } from '../../domains/socialsync/logic.ts';
import { syncPlatform, syncPlatforms, unitsOfBatch } from '../../domains/socialsync/operations.ts';
import type { ContractApp } from '../../platform/http/kernel.ts';
import { bearerAuth, errors, json } from '../../platform/http/reference.ts';
import { bodyOf, callerWithinLimit } from './limit.ts';
import { ErrorResponse, engagement, followers, InvalidResponse, Profile } from './schema.ts';

const SyncResponse = z
  .object({
    success: z.literal(true),
    message: z.string().openapi({ example: 'Social media Tiktok synced successfully' }),
    profile: Profile,
  })
  .openapi('SyncResponse');

const figuresUpTo = (cap: number) =>
  z.object({ followers: followers.max(cap), engagement: engagement.max(100).nullish().openapi({ default: 0 }) });

const SyncRequest = figuresUpTo(followerCaps.tiktok).openapi('SyncRequest', {
  description: `For Twitch at most ${followerCaps.twitch} followers. Fractions of a follower are cut off.`,
});

const BatchRequest = z
  .object({
    platforms: z
      .object({
        tiktok: figuresUpTo(followerCaps.tiktok),
        twitter: figuresUpTo(followerCaps.twitter),
        twitch: figuresUpTo(followerCaps.twitch),
        instagram: figuresUpTo(followerCaps.instagram),
      })
      .partial(),
  })
  .openapi('BatchRequest', {
    example: { platforms: { tiktok: { followers: 1000, engagement: 7.5 }, twitch: { followers: 500 } } },
  });

/** The body is described here and judged by the operation: what is wrong with it is told after platform and limit, all of
 *  it at once, in the contract's own words. */
const described = (name: string) => ({
  body: { required: true, content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } },
});

const Path = z.object({
  platform: z.string().openapi({ param: { name: 'platform', in: 'path' }, enum: [...platforms], example: 'tiktok' }),
});

const responses = {
  200: json(SyncResponse, 'The profile with its totals recomputed'),
  ...errors(InvalidResponse, 400),
  ...errors(ErrorResponse, 401, 404, 413, 429, 500),
};

export function syncRoutes(app: ContractApp): void {
  app.openAPIRegistry.register('SyncRequest', SyncRequest);
  app.openAPIRegistry.register('BatchRequest', BatchRequest);

  // Before the platforms: "batch" is none.
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/profiles/social-sync/batch',
      operationId: 'syncPlatforms',
      summary: 'Set the figures of several platforms, all or none',
      description: 'Counts against the limit as one sync per platform.',
      security: bearerAuth,
      middleware: callerWithinLimit(async (c) => unitsOfBatch(await bodyOf(c))),
      request: described('BatchRequest'),
      responses,
    }),
    async (c) => {
      const submitted = await bodyOf(c);
      const profile = await syncPlatforms(c.get('caller').uid, submitted);
      return c.json(syncBody(profile, platformsOf(submitted) ?? []), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/profiles/social-sync/{platform}',
      operationId: 'syncPlatform',
      summary: "Set the figures of one platform on the caller's own profile",
      description:
        'May be repeated: figures are set, not added. Ten requests per minute and user, failed ones included.',
      security: bearerAuth,
      middleware: callerWithinLimit(),
      request: { params: Path, ...described('SyncRequest') },
      responses,
    }),
    async (c) => {
      const { platform } = c.req.valid('param');
      const profile = await syncPlatform(c.get('caller').uid, platform, await bodyOf(c));
      return c.json(syncBody(profile, [platform]), 200);
    },
  );
}

const capitalised = (platform: string): string => platform.charAt(0).toUpperCase() + platform.slice(1);

function syncBody(profile: CreatorProfile, synced: readonly string[]) {
  const { userId, ...fields } = viewOf(profile);
  return SyncResponse.parse({
    success: true,
    message: `Social media ${synced.map(capitalised).join(', ')} synced successfully`,
    profile: { ...fields, _id: userId, userId, __v: 0, id: userId },
  });
}
