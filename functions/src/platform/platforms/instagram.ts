/**
 * Instagram API with Instagram Login, for professional accounts. Permission: instagram_business_basic.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/get-started
 * https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
 */
import * as z from 'zod';
import { type Connector, engagementRate } from './connector.ts';
import { ask, count, grant, type Judge, refusedGrant, renewed, settingsOf } from './request.ts';

const places = () =>
  settingsOf('instagram', { api: 'https://graph.instagram.com', auth: 'https://graph.instagram.com' });

const failed = z.object({ error: z.object({ code: z.int() }) });
/** https://developers.facebook.com/docs/graph-api/guides/error-handling: most of it comes with status 400. */
const judge: Judge = (_, body) => {
  const answer = failed.safeParse(body);
  if (!answer.success) return undefined;
  const { code } = answer.data.error;
  if (code === 190 || code === 102) return 'token-refused';
  if (code === 10 || code === 3 || (code >= 200 && code < 300)) return 'not-permitted';
  if ([4, 17, 32, 613].includes(code) || (code >= 80_000 && code < 80_100)) return 'rate-limited';
  return code === 1 || code === 2 ? 'platform-unavailable' : undefined;
};

const account = z.object({
  user_id: z.union([z.string(), z.int().transform(String)]).optional(),
  username: z.string().optional(),
  followers_count: count,
  media: z
    .object({
      // A creator may hide the likes of a post: such a post says nothing.
      data: z.array(z.object({ like_count: count.optional(), comments_count: count.optional() })),
    })
    .optional(),
});

/** The documentation shows the account inside `data`, the API answers it bare: both are understood. */
const accountAnswer = z.union([account, z.object({ data: z.tuple([account]) }).transform(({ data }) => data[0])]);

const week = 7 * 24 * 60 * 60 * 1000;

export const instagram: Connector = {
  platform: 'instagram',
  // A long-lived token renews itself while it lives, and not afterwards.
  renewEarlyMs: week,
  figures: async ({ accessToken }) => {
    const found = await ask(
      `${places().api}/me`,
      {
        query: {
          fields: 'user_id,username,followers_count,media.limit(25){like_count,comments_count}',
          access_token: accessToken,
        },
      },
      accountAnswer,
      judge,
    );
    const media = (found.media?.data ?? []).flatMap(({ like_count: likes, comments_count: comments = 0 }) =>
      likes === undefined ? [] : [{ likes, comments }],
    );
    return {
      followers: found.followers_count,
      engagement: engagementRate(media, found.followers_count),
      handle: found.username ?? null,
      accountId: found.user_id ?? null,
    };
  },
  refresh: async (tokens, now) => {
    const answer = await ask(
      `${places().auth}/refresh_access_token`,
      { query: { grant_type: 'ig_refresh_token', access_token: tokens.accessToken } },
      grant,
      (status, body) => {
        const told = judge(status, body);
        return told === 'token-refused' || told === 'not-permitted'
          ? 'reconnect'
          : (told ?? refusedGrant(status, body));
      },
    );
    return renewed(tokens, answer, now);
  },
};
