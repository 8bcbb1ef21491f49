import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createWebhook,
  deleteAccount,
  exportAccount,
  type Firecircle,
  followUser,
  listDeliveries,
  signUp,
} from '../../sdk/src/index.ts';
import { newDevice, newPerson, type Person, signIn, standingDoc } from './world.ts';

/** A server of the callable protocol whose answers the tests choose. It takes every token; what it asks of the client is
 *  what these tests are about. */
type Reply = { status: number; body: object };

interface Heard {
  path: string;
  verb: string;
  input: unknown;
  token: string | undefined;
}

const result = (value: object): Reply => ({ status: 200, body: { result: value } });
const error = (status: number, name: string, details: object = {}): Reply => ({
  status,
  body: { error: { status: name, message: 'No', details: { requestId: 'r', ...details } } },
});
const refused = (reason: string) => error(401, 'UNAUTHENTICATED', { reason });
/** What the functions runtime itself answers to a token that it cannot verify. */
const refusedByRuntime: Reply = {
  status: 401,
  body: { error: { status: 'UNAUTHENTICATED', message: 'Unauthenticated' } },
};
const unavailable = error(503, 'UNAVAILABLE');
const followed = result({ uid: 'bob', following: true, followerCount: 7 });

let replies: Reply[] = [];
let heard: Heard[] = [];
let port = 0;

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { data } = JSON.parse(Buffer.concat(chunks).toString());
  heard.push({ path: String(request.url), ...data, token: request.headers.authorization });
  const reply = replies.shift() ?? unavailable;
  response.writeHead(reply.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(reply.body));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  port = address.port;
});

beforeEach(() => {
  replies = [];
  heard = [];
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function newClient(person?: Person): Promise<Firecircle> {
  const client = newDevice({}, port);
  await signIn(client, person ?? (await newPerson()));
  return client;
}

describe('a refused token', () => {
  test.each([
    ['by the functions runtime', refusedByRuntime],
    ['as expired', refused('expired-token')],
    ['as invalid', refused('invalid-token')],
    ['as signed out', refused('signed-out')],
  ])('%s is renewed once, and the call made again', async (_, refusal) => {
    const client = await newClient();
    const user = client.auth.currentUser;
    if (user === null) throw new Error('Nobody is signed in.');
    const renewal = vi.spyOn(user, 'getIdToken');
    replies = [refusal, followed];
    expect(await followUser(client, 'bob')).toEqual({ uid: 'bob', following: true, followerCount: 7 });
    expect(heard.map(({ path, verb, input }) => ({ path, verb, input }))).toEqual(
      Array.from({ length: 2 }, () => ({
        path: '/demo-firecircle/us-central1/graph',
        verb: 'followUser',
        input: { uid: 'bob' },
      })),
    );
    expect(renewal.mock.calls.filter(([forced]) => forced === true)).toHaveLength(1);
    expect(heard[1]?.token).toBe(`Bearer ${await user.getIdToken()}`);
  });

  test('a second refusal is final', async () => {
    const client = await newClient();
    replies = [refused('expired-token'), refused('expired-token'), followed];
    await expect(followUser(client, 'bob')).rejects.toMatchObject({
      ...{ code: 'unauthenticated', reason: 'expired-token', requestId: 'r', message: 'No' },
    });
    expect(heard).toHaveLength(2);
  });

  test('what no token can cure is not asked again, nor is anything by somebody who is not signed in', async () => {
    const client = await newClient();
    for (const reason of ['banned', 'deleted', 'bad-credentials']) {
      heard = [];
      replies = [refused(reason), followed];
      await expect(followUser(client, 'bob')).rejects.toMatchObject({ code: 'unauthenticated', reason });
      expect(heard).toHaveLength(1);
    }
    heard = [];
    replies = [refused('missing-token'), followed];
    await expect(followUser(newDevice({}, port), 'bob')).rejects.toMatchObject({ reason: 'missing-token' });
    expect(heard).toHaveLength(1);
    expect(heard[0]?.token).toBeUndefined();
  });
});

describe('a call whose answer is lost', () => {
  test('is repeated when it names the state that it leaves', async () => {
    replies = [unavailable, unavailable, followed];
    expect(await followUser(await newClient(), 'bob')).toMatchObject({ following: true });
    expect(heard).toHaveLength(3);
  });

  test('is not repeated when each call does something anew', async () => {
    const client = await newClient();
    const webhook = { url: 'https://example.com/hooks', events: ['profile.synced'] } as const;
    const failure = { code: 'unavailable', requestId: 'r' };
    await expect(createWebhook(client, { ...webhook, events: [...webhook.events] })).rejects.toMatchObject(failure);
    const account = { email: 'a@example.com', password: 'long enough' };
    await expect(signUp(newDevice({}, port), account)).rejects.toMatchObject(failure);
    expect(heard.map(({ verb }) => verb)).toEqual(['createWebhook', 'signUp']);
  });
});

describe('an answer', () => {
  test('of another form is an error, not a surprise', async () => {
    replies = [result({ uid: 'bob', following: 'yes' })];
    const asked = followUser(await newClient(), 'bob');
    await expect(asked).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('followUser') });
  });

  test('in pages is asked for to the end', async () => {
    const documents = [{ path: 'users/alice', data: { displayName: 'Alice' } }];
    const page = { exportedAt: '2026-01-01T00:00:00.000Z', documents };
    replies = [result({ ...page, nextCursor: 3 }), unavailable, result({ ...page, nextCursor: null })];
    expect(await exportAccount(await newClient())).toEqual({
      exportedAt: page.exportedAt,
      documents: [...documents, ...documents],
    });
    expect(heard.map(({ input }) => input)).toEqual([{}, { cursor: 3 }, { cursor: 3 }]);
  });

  test('says "no more" by null, and a page by hasMore', async () => {
    const client = await newClient();
    replies = [result({ deliveries: [], next: 'x' }), result({ deliveries: [], next: null })];
    expect(await listDeliveries(client, 'w')).toEqual({ items: [], hasMore: true, nextCursor: 'x' });
    expect(await listDeliveries(client, 'w', { cursor: 'x' })).toEqual({ items: [], hasMore: false });
  });

  test('that an account is deleted already means the same as that it is deleted now', async () => {
    const person = await newPerson();
    for (const reply of [result({ status: 'deleted' }), refused('deleted')]) {
      const client = await newClient(person);
      replies = [unavailable, reply];
      await deleteAccount(client, 'alice');
      expect(client.auth.currentUser).toBeNull();
    }
    const client = await newClient(person);
    replies = [error(400, 'INVALID_ARGUMENT', { reason: 'not-confirmed' })];
    await expect(deleteAccount(client, 'bob')).rejects.toMatchObject({ reason: 'not-confirmed' });
    expect(client.auth.currentUser).not.toBeNull();
    expect((await standingDoc(person.uid).get()).exists).toBe(false);
  });
});
