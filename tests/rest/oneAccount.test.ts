import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { app as commerceApp } from '../../functions/src/rest/commerce/routes.ts';
import { app as engagementApp } from '../../functions/src/rest/engagement/routes.ts';
import { app as socialSyncApp } from '../../functions/src/rest/social-sync/routes.ts';
import { app as streamingApp } from '../../functions/src/rest/streaming/routes.ts';
import { newContent, newPerson, type RestServer, serveContract } from '../world.ts';

/** An account is one and the same in every contract, whichever of them made it. */

let engagement: RestServer;
let socialSync: RestServer;
let streaming: RestServer;
let commerce: RestServer;
beforeAll(async () => {
  [engagement, socialSync, streaming, commerce] = await Promise.all([
    serveContract(engagementApp),
    serveContract(socialSyncApp),
    serveContract(streamingApp),
    serveContract(commerceApp),
  ]);
});
afterAll(() => Promise.all([engagement, socialSync, streaming, commerce].map((server) => server.close())));

const someone = () => {
  const name = `x${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  return { email: `${name}@example.com`, password: 'correct horse', username: name };
};

const makers = [
  [
    'streaming',
    async (person: ReturnType<typeof someone>) => {
      const { body } = await streaming.call('POST', '/api/auth/signup/email', {
        body: { ...person, name: 'Somebody' },
      });
      return String(body.data?.token);
    },
  ],
  [
    'commerce',
    async (person: ReturnType<typeof someone>) => {
      const { body } = await commerce.call('POST', '/api/auth/register', { body: person });
      return String(body.token);
    },
  ],
] as const;

test.each(makers)(
  'a token of %s works at once on every contract, and all of them know the same person',
  async (_, make) => {
    const person = someone();
    const token = await make(person);
    const { contentId } = await newContent();
    const like = await engagement.call('POST', `/api/content/media/${contentId}/like`, { token });
    expect(like.body.data).toMatchObject({ liked: true, likeCount: 1 });
    // Signing up makes the creator profile that a sync must find.
    const sync = await socialSync.call('POST', '/api/v1/profiles/social-sync/tiktok', {
      token,
      body: { followers: 10 },
    });
    expect([sync.status, sync.body.profile?.stats?.totalFollowers]).toEqual([200, 10]);
    const me = await streaming.call('GET', '/api/viewer/me', { token });
    const user = await commerce.call('GET', '/api/users/me', { token });
    expect(me.body.data).toMatchObject({ email: person.email, username: person.username });
    expect(user.body.user).toMatchObject({ email: person.email, username: person.username, id: me.body.data?.id });
  },
);

test('what is changed in one contract, the other shows; a sign-out in one ends the token in all', async () => {
  const person = someone();
  const token = await makers[0][1](person);
  const carol = await newPerson('carol');
  await streaming.call('GET', '/api/viewer/me', { token: carol.token });
  const renamed = `${person.username}_`;
  const change = await commerce.call('PUT', '/api/users/me', { token, body: { username: renamed } });
  expect(change.status).toBe(200);
  expect((await streaming.call('GET', '/api/viewer/me', { token })).body.data?.username).toBe(renamed);

  const follow = await commerce.call('POST', `/api/users/${carol.uid}/follow`, { token });
  expect(follow.body).toMatchObject({ following: true, followersCount: 1 });
  const status = await streaming.call('GET', `/api/social/follow/${carol.uid}`, { token });
  expect(status.body.data).toEqual({ isFollowing: true });
  await streaming.call('POST', `/api/social/block/${carol.uid}`, { token });
  const again = await commerce.call('POST', `/api/users/${carol.uid}/follow`, { token });
  expect([again.status, again.body]).toEqual([403, { error: 'User is blocked' }]);

  expect((await streaming.call('POST', '/api/auth/sign-out', { token })).status).toBe(200);
  const { contentId } = await newContent();
  for (const [server, path] of [
    [engagement, `/api/content/media/${contentId}/like`],
    [socialSync, '/api/v1/profiles/social-sync/tiktok'],
    [commerce, `/api/users/${carol.uid}/follow`],
    [streaming, `/api/social/follow/${carol.uid}`],
  ] as const) {
    const answer = await server.call('POST', path, { token, body: { followers: 1 } });
    expect([path, answer.status]).toEqual([path, 401]);
  }
});
