import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCreatorProfile } from '../../functions/src/domains/socialsync/creatorprofiles/operations.ts';
import { callAt, type Json, newPerson, newVisitor, type Person } from '../world.ts';

/** The callable function `connections`, as the SDK calls it, in the running suite with its fake platforms. */

let carol: Person;
beforeAll(async () => {
  carol = await newPerson('carol');
  await createCreatorProfile(carol.uid, {});
});

const call = (verb: string, input: unknown, { token }: { token?: string | undefined } = carol) =>
  callAt(`${process.env.FIRECIRCLE_FUNCTIONS_URL}`, 'POST', '/connections', { token, body: { data: { verb, input } } });
const refusal = ({ body }: { body: Json }) => [body.error?.status, body.error?.details?.reason];

/** The fake platform's own account for this name. */
const handle = randomUUID();
const connecting = (fields: object = {}) => ({ platform: 'youtube', accessToken: `fake-${handle}`, ...fields });

test('a platform is connected, listed, synced by hand and disconnected, each as often as one likes', async () => {
  const first = await call('connectPlatform', connecting({ accountId: 'UC_x-1.2', everyHours: 168 }));
  const state = {
    platform: 'youtube',
    status: 'connected',
    handle: `@${handle}`,
    accountId: expect.any(String),
    everyHours: 168,
    connectedAt: expect.stringMatching(/Z$/),
    lastSyncedAt: expect.stringMatching(/Z$/),
    lastError: null,
    nextAttemptAt: expect.stringMatching(/Z$/),
    failures: 0,
  };
  expect(first.body.result).toEqual(state);
  expect((await call('connectPlatform', connecting())).body.result).toEqual({ ...state, everyHours: 24 });
  expect((await call('listConnections', {})).body.result).toEqual({ connections: [{ ...state, everyHours: 24 }] });
  expect((await call('syncNow', { platform: 'youtube' })).body.result).toMatchObject({ status: 'connected' });
  for (let times = 0; times < 2; times += 1)
    expect((await call('disconnectPlatform', { platform: 'youtube' })).body.result).toEqual({
      platform: 'youtube',
      status: 'disconnected',
    });
  expect((await call('listConnections', {})).body.result).toMatchObject({
    connections: [{ platform: 'youtube', status: 'disconnected', nextAttemptAt: null }],
  });
  expect(refusal(await call('syncNow', { platform: 'youtube' }))).toEqual(['NOT_FOUND', 'not-connected']);
});

test('a token that the platform refuses is told in the state', async () => {
  const answer = await call('connectPlatform', connecting({ accessToken: 'unknown' }));
  expect(answer.body.result).toMatchObject({
    status: 'failing',
    nextAttemptAt: null,
    lastError: { reason: 'reconnect', message: expect.stringContaining('again') },
  });
  expect(answer.text).not.toContain('unknown');
});

test("connections are each person's own", async () => {
  await call('connectPlatform', connecting());
  const dave = await newPerson('dave');
  expect((await call('listConnections', {}, dave)).body.result).toEqual({ connections: [] });
  expect(refusal(await call('syncNow', { platform: 'youtube' }, dave))).toEqual(['NOT_FOUND', 'not-connected']);
  expect(refusal(await call('connectPlatform', connecting(), dave))).toEqual(['NOT_FOUND', 'profile-not-found']);
  expect((await call('disconnectPlatform', { platform: 'youtube' }, dave)).status).toBe(200);
  expect((await call('listConnections', {})).body.result).toMatchObject({ connections: [{ status: 'connected' }] });
});

describe('refused are', () => {
  test.each(['connectPlatform', 'disconnectPlatform', 'listConnections', 'syncNow'])(
    "%s without an account of one's own",
    async (verb) => {
      const input = verb === 'connectPlatform' ? connecting() : { platform: 'youtube' };
      expect(refusal(await call(verb, input, {}))).toEqual(['UNAUTHENTICATED', 'missing-token']);
      expect(refusal(await call(verb, input, await newVisitor()))).toEqual(['UNAUTHENTICATED', 'anonymous']);
    },
  );

  const strange: ReadonlyArray<readonly [string, unknown]> = [
    ['another platform', connecting({ platform: 'facebook' })],
    ['a platform in capitals', connecting({ platform: 'YouTube' })],
    ['a platform of the prototype', connecting({ platform: 'constructor' })],
    ['no token', connecting({ accessToken: undefined })],
    ['an empty token', connecting({ accessToken: '' })],
    ['a token with a line break', connecting({ accessToken: 'a\r\nx-admin: 1' })],
    ['a token with a space', connecting({ accessToken: 'a b' })],
    ['a token beyond ASCII', connecting({ accessToken: 'tökén' })],
    ['a token that is too long', connecting({ accessToken: 'a'.repeat(4097) })],
    ['a refresh token with a line break', connecting({ refreshToken: 'a\nb' })],
    ['no time', connecting({ expiresAt: 'tomorrow' })],
    ['a time without a zone', connecting({ expiresAt: '2026-01-01T00:00:00' })],
    ['an account that is a path', connecting({ accountId: '../1' })],
    ['every 0 hours', connecting({ everyHours: 0 })],
    ['every 169 hours', connecting({ everyHours: 169 })],
    ['every hour and a half', connecting({ everyHours: 1.5 })],
    ['every "24" hours', connecting({ everyHours: '24' })],
    ['a list', [connecting()]],
    ['nothing', null],
  ];
  test.each(strange)('%s', async (_, input) => {
    const answer = await call('connectPlatform', input);
    expect([answer.status, ...refusal(answer)]).toEqual([400, 'INVALID_ARGUMENT', 'invalid-input']);
  });
});
