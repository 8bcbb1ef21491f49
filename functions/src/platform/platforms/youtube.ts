/**
 * YouTube Data API v3. Scope: youtube.readonly. Three calls of one quota unit each.
 * https://developers.google.com/youtube/v3/docs/channels/list
 * https://developers.google.com/youtube/v3/docs/playlistItems/list
 * https://developers.google.com/youtube/v3/docs/videos/list
 * https://developers.google.com/identity/protocols/oauth2/web-server#offline
 */
import * as z from 'zod';
import { type Connector, engagementRate, PlatformError, type Reactions, type Tokens } from './connector.ts';
import {
  ask,
  bearer,
  configured,
  grant,
  type Judge,
  refreshTokenOf,
  refusedGrant,
  renewed,
  settingsOf,
} from './request.ts';

const places = () =>
  settingsOf('youtube', { api: 'https://www.googleapis.com', auth: 'https://oauth2.googleapis.com' });

const failed = z.object({ error: z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) }) });

/** https://developers.google.com/youtube/v3/docs/errors: a spent quota is a 403 as a missing permission is. */
const judge: Judge = (status, body) => {
  if (status !== 403) return undefined;
  const reason = failed.safeParse(body).data?.error.errors[0]?.reason ?? '';
  return /quota|rateLimit|dailyLimit/i.test(reason) ? 'rate-limited' : 'not-permitted';
};

/** YouTube's counts are decimal strings. */
const decimal = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

const channelAnswer = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        snippet: z.object({ title: z.string(), customUrl: z.string().optional() }).optional(),
        statistics: z.object({ subscriberCount: decimal.optional(), hiddenSubscriberCount: z.boolean().optional() }),
        contentDetails: z.object({ relatedPlaylists: z.object({ uploads: z.string().optional() }) }).optional(),
      }),
    )
    .optional()
    .default([]),
});

const uploadsAnswer = z.object({ items: z.array(z.object({ contentDetails: z.object({ videoId: z.string() }) })) });
const videosAnswer = z.object({
  items: z.array(
    z.object({ statistics: z.object({ likeCount: decimal.optional(), commentCount: decimal.optional() }) }),
  ),
});

/** Likes and comments of the last 20 uploads. A channel without videos has no uploads playlist: 404. */
async function recentVideos(tokens: Tokens, uploads: string | undefined): Promise<Reactions[]> {
  if (!uploads) return [];
  const headers = bearer(tokens);
  const base = `${places().api}/youtube/v3`;
  try {
    const { items } = await ask(
      `${base}/playlistItems`,
      { headers, query: { part: 'contentDetails', playlistId: uploads, maxResults: '20' } },
      uploadsAnswer,
      judge,
    );
    if (items.length === 0) return [];
    const id = items.map(({ contentDetails }) => contentDetails.videoId).join(',');
    const videos = await ask(`${base}/videos`, { headers, query: { part: 'statistics', id } }, videosAnswer, judge);
    return videos.items.flatMap(({ statistics: { likeCount: likes, commentCount: comments = 0 } }) =>
      likes === undefined ? [] : [{ likes, comments }],
    );
  } catch (error) {
    if (error instanceof PlatformError && error.reason === 'no-account') return [];
    throw error;
  }
}

export const youtube: Connector = {
  platform: 'youtube',
  figures: async (tokens) => {
    const { items } = await ask(
      `${places().api}/youtube/v3/channels`,
      { headers: bearer(tokens), query: { part: 'statistics,contentDetails,snippet', mine: 'true' } },
      channelAnswer,
      judge,
    );
    const [channel] = items;
    if (channel === undefined) throw new PlatformError('no-account');
    const { subscriberCount, hiddenSubscriberCount } = channel.statistics;
    if (hiddenSubscriberCount === true || subscriberCount === undefined) throw new PlatformError('hidden-count');
    const recent = await recentVideos(tokens, channel.contentDetails?.relatedPlaylists.uploads);
    return {
      followers: subscriberCount,
      engagement: engagementRate(recent, subscriberCount),
      handle: channel.snippet?.customUrl ?? channel.snippet?.title ?? null,
      accountId: channel.id,
    };
  },
  refresh: async (tokens, now) => {
    const { auth, clientId, clientSecret } = places();
    const answer = await ask(
      `${auth}/token`,
      {
        method: 'POST',
        form: {
          client_id: configured(clientId),
          client_secret: configured(clientSecret),
          grant_type: 'refresh_token',
          refresh_token: refreshTokenOf(tokens),
        },
      },
      grant,
      refusedGrant,
    );
    return renewed(tokens, answer, now);
  },
};
