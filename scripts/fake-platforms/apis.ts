/** How each of the five platforms answers: the shapes of their own documentation, which the connectors name. */

export const fakePlatforms = ['tiktok', 'twitch', 'twitter', 'instagram', 'youtube'] as const;
export type FakePlatform = (typeof fakePlatforms)[number];

export interface FakeAccount {
  readonly platform: FakePlatform;
  readonly id: string;
  handle: string;
  followers: number;
  /** Its last media, newest first. */
  media: ReadonlyArray<{ readonly likes: number; readonly comments: number }>;
  /** YouTube: the channel hides its subscribers. */
  hidden: boolean;
  accessToken: string;
  refreshToken: string;
  /** The access token is over; only the refresh token helps. */
  expired: boolean;
  /** How often its tokens were renewed. */
  renewals: number;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
  readonly clientId: string | undefined;
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What the fake expects of those who renew tokens. */
export const fakeClient = { id: 'fake-client', secret: 'fake-secret' };

/** Finds the account behind a token of a platform; undefined when the token is unknown or over. */
export interface Accounts {
  byAccess(platform: FakePlatform, token: string | null | undefined): FakeAccount | undefined;
  byRefresh(platform: FakePlatform, token: string | null | undefined): FakeAccount | undefined;
  /** Gives an account new tokens; without `rotate` the refresh token stays. */
  renew(account: FakeAccount, rotate: boolean): void;
}

export type Api = (request: FakeRequest, accounts: Accounts) => FakeAnswer;

const ok = (body: unknown): FakeAnswer => ({ status: 200, body });
const bearer = ({ authorization }: FakeRequest): string | undefined => /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
const lasts = 86_400;

const rightClient = (form: URLSearchParams, id: string): boolean =>
  form.get(id) === fakeClient.id && form.get('client_secret') === fakeClient.secret;

const isRefresh = ({ method, form }: FakeRequest): boolean =>
  method === 'POST' && form.get('grant_type') === 'refresh_token';

const tiktok: Api = (request, accounts) => {
  const said = (status: number, code: string): FakeAnswer => ({
    status,
    body: { data: {}, error: { code, message: code, log_id: '20260101000000' } },
  });
  if (request.path === '/v2/oauth/token/') {
    const account = accounts.byRefresh('tiktok', request.form.get('refresh_token'));
    if (!isRefresh(request) || !rightClient(request.form, 'client_key') || account === undefined)
      return ok({ error: 'invalid_grant', error_description: 'Refresh token is invalid or expired.', log_id: '1' });
    accounts.renew(account, true);
    return ok({
      access_token: account.accessToken,
      expires_in: lasts,
      open_id: account.id,
      refresh_token: account.refreshToken,
      refresh_expires_in: 365 * lasts,
      scope: 'user.info.basic,user.info.stats,video.list',
      token_type: 'Bearer',
    });
  }
  const account = accounts.byAccess('tiktok', bearer(request));
  if (account === undefined) return said(401, 'access_token_invalid');
  const error = { code: 'ok', message: '', log_id: '20260101000000' };
  if (request.path === '/v2/user/info/')
    return ok({
      data: { user: { open_id: account.id, display_name: account.handle, follower_count: account.followers } },
      error,
    });
  if (request.path === '/v2/video/list/' && request.method === 'POST') {
    const videos = account.media.map(({ likes, comments }, index) => ({
      id: String(index),
      like_count: likes,
      comment_count: comments,
    }));
    return ok({ data: { videos, cursor: 0, has_more: false }, error });
  }
  return said(404, 'invalid_params');
};

const twitch: Api = (request, accounts) => {
  const said = (status: number, error: string, message: string): FakeAnswer => ({
    status,
    body: { error, status, message },
  });
  if (request.path === '/oauth2/token') {
    const account = accounts.byRefresh('twitch', request.form.get('refresh_token'));
    if (!isRefresh(request) || !rightClient(request.form, 'client_id') || account === undefined)
      return said(400, 'Bad Request', 'Invalid refresh token');
    accounts.renew(account, true);
    return ok({
      access_token: account.accessToken,
      refresh_token: account.refreshToken,
      expires_in: lasts,
      scope: ['moderator:read:followers'],
      token_type: 'bearer',
    });
  }
  if (request.clientId !== fakeClient.id) return said(401, 'Unauthorized', 'Client ID and OAuth token do not match');
  const account = accounts.byAccess('twitch', bearer(request));
  if (account === undefined) return said(401, 'Unauthorized', 'Invalid OAuth token');
  if (request.path === '/helix/users') {
    const asked = request.query.get('id');
    const user = { id: account.id, login: account.handle, display_name: account.handle };
    return ok({ data: asked === null || asked === account.id ? [user] : [] });
  }
  if (request.path === '/helix/channels/followers') {
    if (request.query.get('broadcaster_id') !== account.id)
      return said(400, 'Bad Request', 'The broadcaster_id is invalid');
    return ok({ total: account.followers, data: [], pagination: {} });
  }
  return said(404, 'Not Found', '');
};

const twitter: Api = (request, accounts) => {
  const said = (status: number, title: string): FakeAnswer => ({
    status,
    body: { title, type: 'about:blank', status, detail: title },
  });
  if (request.path === '/2/oauth2/token') {
    const basic = `Basic ${Buffer.from(`${fakeClient.id}:${fakeClient.secret}`).toString('base64')}`;
    const account = accounts.byRefresh('twitter', request.form.get('refresh_token'));
    if (!isRefresh(request) || request.authorization !== basic || account === undefined)
      return {
        status: 400,
        body: { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' },
      };
    accounts.renew(account, true);
    return ok({
      token_type: 'bearer',
      expires_in: 7200,
      access_token: account.accessToken,
      scope: 'users.read tweet.read offline.access',
      refresh_token: account.refreshToken,
    });
  }
  const account = accounts.byAccess('twitter', bearer(request));
  if (account === undefined) return said(401, 'Unauthorized');
  const metrics = { followers_count: account.followers, following_count: 1, tweet_count: 3, listed_count: 0 };
  if (request.path === '/2/users/me')
    return ok({ data: { id: account.id, name: account.handle, username: account.handle, public_metrics: metrics } });
  if (request.path === `/2/users/${account.id}/tweets`) {
    const data = account.media.map(({ likes, comments }, index) => ({
      id: String(index),
      text: 'A post',
      public_metrics: { retweet_count: 0, reply_count: comments, like_count: likes, quote_count: 0 },
    }));
    return ok(data.length === 0 ? { meta: { result_count: 0 } } : { data, meta: { result_count: data.length } });
  }
  return said(404, 'Not Found');
};

const instagram: Api = (request, accounts) => {
  const account = accounts.byAccess('instagram', request.query.get('access_token'));
  if (account === undefined)
    return {
      status: 400,
      body: {
        error: {
          message: 'Error validating access token: Session has expired',
          type: 'OAuthException',
          code: 190,
          fbtrace_id: 'A1',
        },
      },
    };
  if (request.path === '/refresh_access_token' && request.query.get('grant_type') === 'ig_refresh_token') {
    accounts.renew(account, false);
    return ok({ access_token: account.accessToken, token_type: 'bearer', expires_in: 60 * lasts });
  }
  if (request.path === '/me')
    return ok({
      user_id: account.id,
      username: account.handle,
      followers_count: account.followers,
      media: {
        data: account.media.map(({ likes, comments }, index) => ({
          id: String(index),
          like_count: likes,
          comments_count: comments,
        })),
        paging: {},
      },
      id: account.id,
    });
  return { status: 404, body: { error: { message: 'Unknown path', type: 'OAuthException', code: 2500 } } };
};

const youtube: Api = (request, accounts) => {
  const said = (code: number, reason: string): FakeAnswer => ({
    status: code,
    body: { error: { code, message: reason, errors: [{ message: reason, domain: 'global', reason }] } },
  });
  if (request.path === '/token') {
    const account = accounts.byRefresh('youtube', request.form.get('refresh_token'));
    if (!isRefresh(request) || !rightClient(request.form, 'client_id') || account === undefined)
      return { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } };
    accounts.renew(account, false);
    return ok({
      access_token: account.accessToken,
      expires_in: 3599,
      scope: 'https://www.googleapis.com/auth/youtube.readonly',
      token_type: 'Bearer',
    });
  }
  const account = accounts.byAccess('youtube', bearer(request));
  if (account === undefined) return said(401, 'authError');
  switch (request.path) {
    case '/youtube/v3/channels':
      return ok({
        kind: 'youtube#channelListResponse',
        items: [
          {
            id: account.id,
            snippet: { title: account.handle, customUrl: `@${account.handle}` },
            contentDetails: { relatedPlaylists: { likes: '', uploads: `UU${account.id}` } },
            statistics: {
              viewCount: '1000',
              subscriberCount: String(account.followers),
              hiddenSubscriberCount: account.hidden,
              videoCount: String(account.media.length),
            },
          },
        ],
      });
    case '/youtube/v3/playlistItems':
      if (request.query.get('playlistId') !== `UU${account.id}` || account.media.length === 0)
        return said(404, 'playlistNotFound');
      return ok({ items: account.media.map((_, index) => ({ contentDetails: { videoId: `v${index}` } })) });
    case '/youtube/v3/videos': {
      const asked = (request.query.get('id') ?? '').split(',');
      return ok({
        items: account.media.flatMap(({ likes, comments }, index) =>
          asked.includes(`v${index}`)
            ? [{ id: `v${index}`, statistics: { likeCount: String(likes), commentCount: String(comments) } }]
            : [],
        ),
      });
    }
    default:
      return said(404, 'notFound');
  }
};

export const apis: Readonly<Record<FakePlatform, Api>> = { tiktok, twitch, twitter, instagram, youtube };
