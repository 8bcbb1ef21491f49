/**
 * Twitch Helix. Any user token may ask for the total of followers; the list itself would need moderator:read:followers.
 * https://dev.twitch.tv/docs/api/reference/#get-channel-followers
 * https://dev.twitch.tv/docs/api/reference/#get-users
 * https://dev.twitch.tv/docs/authentication/refresh-tokens
 */
import * as z from 'zod';
import { type Connector, PlatformError } from './connector.ts';
import { ask, bearer, configured, count, grant, refreshTokenOf, refusedGrant, renewed, settingsOf } from './request.ts';

const places = () => settingsOf('twitch', { api: 'https://api.twitch.tv', auth: 'https://id.twitch.tv' });

const usersAnswer = z.object({ data: z.array(z.object({ id: z.string().min(1), login: z.string() })) });
const followersAnswer = z.object({ total: count });

export const twitch: Connector = {
  platform: 'twitch',
  figures: async (tokens) => {
    const { api, clientId } = places();
    const headers = { ...bearer(tokens), 'client-id': configured(clientId) };
    const users = await ask(
      `${api}/helix/users`,
      { headers, query: tokens.accountId === null ? {} : { id: tokens.accountId } },
      usersAnswer,
    );
    const [user] = users.data;
    if (user === undefined) throw new PlatformError('no-account');
    const { total } = await ask(
      `${api}/helix/channels/followers`,
      { headers, query: { broadcaster_id: user.id, first: '1' } },
      followersAnswer,
    );
    // Helix tells nothing of reactions to a channel.
    return { followers: total, engagement: null, handle: user.login, accountId: user.id };
  },
  refresh: async (tokens, now) => {
    const { auth, clientId, clientSecret } = places();
    const answer = await ask(
      `${auth}/oauth2/token`,
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
