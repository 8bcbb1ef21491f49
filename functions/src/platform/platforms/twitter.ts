/**
 * X API v2, by the name that social-sync knows it by. Scopes: users.read, tweet.read, offline.access.
 * https://docs.x.com/x-api/users/get-my-user
 * https://docs.x.com/x-api/users/get-posts
 * https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token
 */
import * as z from 'zod';
import { type Connector, engagementRate, PlatformError, type Tokens } from './connector.ts';
import { ask, bearer, configured, count, grant, refreshTokenOf, refusedGrant, renewed, settingsOf } from './request.ts';

const places = () => settingsOf('twitter', { api: 'https://api.x.com', auth: 'https://api.x.com' });

const userAnswer = z.object({
  data: z.object({
    id: z.string().min(1),
    username: z.string(),
    public_metrics: z.object({ followers_count: count }),
  }),
});

const postsAnswer = z.object({
  // Absent when there is none.
  data: z
    .array(z.object({ public_metrics: z.object({ like_count: count, reply_count: count }) }))
    .optional()
    .default([]),
});

/** Likes and replies of the last 20 posts, without replies and reposts; none when the plan or the scope does not allow it. */
async function recentPosts(tokens: Tokens, id: string) {
  try {
    const { data } = await ask(
      `${places().api}/2/users/${encodeURIComponent(id)}/tweets`,
      {
        query: { max_results: '20', exclude: 'retweets,replies', 'tweet.fields': 'public_metrics' },
        headers: bearer(tokens),
      },
      postsAnswer,
    );
    return data.map(({ public_metrics: of }) => ({ likes: of.like_count, comments: of.reply_count }));
  } catch (error) {
    if (error instanceof PlatformError && error.reason === 'not-permitted') return [];
    throw error;
  }
}

export const twitter: Connector = {
  platform: 'twitter',
  figures: async (tokens) => {
    const { data } = await ask(
      `${places().api}/2/users/me`,
      { query: { 'user.fields': 'public_metrics' }, headers: bearer(tokens) },
      userAnswer,
    );
    const followers = data.public_metrics.followers_count;
    return {
      followers,
      engagement: engagementRate(await recentPosts(tokens, data.id), followers),
      handle: data.username,
      accountId: data.id,
    };
  },
  refresh: async (tokens, now) => {
    const { auth, clientId, clientSecret } = places();
    const id = configured(clientId);
    const answer = await ask(
      `${auth}/2/oauth2/token`,
      {
        method: 'POST',
        // A confidential client shows its secret; a public one has none and names itself.
        headers:
          clientSecret === undefined
            ? {}
            : { authorization: `Basic ${Buffer.from(`${id}:${clientSecret}`).toString('base64')}` },
        form: { client_id: id, grant_type: 'refresh_token', refresh_token: refreshTokenOf(tokens) },
      },
      grant,
      refusedGrant,
    );
    return renewed(tokens, answer, now);
  },
};
