/**
 * TikTok API v2. Scopes: user.info.basic, user.info.stats; video.list for the engagement.
 * https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info
 * https://developers.tiktok.com/doc/tiktok-api-v2-video-list
 * https://developers.tiktok.com/doc/oauth-user-access-token-management
 */
import * as z from 'zod';
import { type Connector, engagementRate, PlatformError, type Tokens } from './connector.ts';
import {
  ask,
  bearer,
  configured,
  count,
  grant,
  type Judge,
  refreshTokenOf,
  refusedGrant,
  renewed,
  settingsOf,
} from './request.ts';

const places = () => settingsOf('tiktok', { api: 'https://open.tiktokapis.com', auth: 'https://open.tiktokapis.com' });

const failed = z.object({ error: z.object({ code: z.string() }) });

/** https://developers.tiktok.com/doc/tiktok-api-v2-error-handling: 401 stands for a token and for a scope alike. */
const judge: Judge = (_, body) => {
  const answer = failed.safeParse(body);
  if (!answer.success) return undefined;
  switch (answer.data.error.code) {
    case 'ok':
      return undefined;
    case 'access_token_invalid':
      return 'token-refused';
    case 'scope_not_authorized':
    case 'scope_permission_missed':
      return 'not-permitted';
    case 'rate_limit_exceeded':
      return 'rate-limited';
    case 'internal_error':
      return 'platform-unavailable';
    default:
      return 'unexpected-answer';
  }
};

const userAnswer = z.object({
  data: z.object({
    user: z.object({ open_id: z.string(), display_name: z.string().optional(), follower_count: count }),
  }),
});

const videosAnswer = z.object({
  data: z.object({ videos: z.array(z.object({ like_count: count.optional(), comment_count: count.optional() })) }),
});

/** Likes and comments of the last 20 videos; null when the creator did not allow looking at them. */
async function recentVideos(tokens: Tokens) {
  try {
    const { data } = await ask(
      `${places().api}/v2/video/list/`,
      {
        method: 'POST',
        query: { fields: 'id,like_count,comment_count' },
        headers: bearer(tokens),
        json: { max_count: 20 },
      },
      videosAnswer,
      judge,
    );
    return data.videos.map((video) => ({ likes: video.like_count ?? 0, comments: video.comment_count ?? 0 }));
  } catch (error) {
    if (error instanceof PlatformError && error.reason === 'not-permitted') return [];
    throw error;
  }
}

export const tiktok: Connector = {
  platform: 'tiktok',
  figures: async (tokens) => {
    const { data } = await ask(
      `${places().api}/v2/user/info/`,
      { query: { fields: 'open_id,display_name,follower_count' }, headers: bearer(tokens) },
      userAnswer,
      judge,
    );
    const { user } = data;
    return {
      followers: user.follower_count,
      engagement: engagementRate(await recentVideos(tokens), user.follower_count),
      handle: user.display_name ?? null,
      accountId: user.open_id,
    };
  },
  refresh: async (tokens, now) => {
    const { auth, clientId, clientSecret } = places();
    const answer = await ask(
      `${auth}/v2/oauth/token/`,
      {
        method: 'POST',
        form: {
          client_key: configured(clientId),
          client_secret: configured(clientSecret),
          grant_type: 'refresh_token',
          refresh_token: refreshTokenOf(tokens),
        },
      },
      grant,
      // TikTok's token endpoint tells its errors with status 200 too.
      (status, body) =>
        z.object({ error: z.string() }).safeParse(body).success ? 'reconnect' : refusedGrant(status, body),
    );
    return renewed(tokens, answer, now);
  },
};
