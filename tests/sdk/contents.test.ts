import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  FirecircleError,
  getMetadata,
  listContents,
  putContents,
  removeContent,
  restoreContent,
  setLike,
} from '../../sdk/src/index.ts';
import { contentDoc, newClient, newContent, newDevice, newPerson } from './world.ts';

// The emulator starts a process for a function's first call, on a busy machine slowly.
describe('the callable verbs, on the backend', { timeout: 90_000 }, () => {
  test('an administrator puts, removes and restores contents', async () => {
    const [admin, client] = await Promise.all([newClient(await newPerson('ada', 'admin')), newClient()]);
    const contentId = randomUUID();
    const content = { contentType: 'ebook', contentId, title: 'A book' } as const;
    const second = { ...content, contentId: randomUUID(), description: 'Another' };
    expect(await putContents(admin, [content])).toEqual({ created: 1, updated: 0 });
    await setLike(client, 'ebook', contentId, true);
    expect(await putContents(admin, [{ ...content, title: 'The book' }, second])).toEqual({ created: 1, updated: 1 });
    expect(await getMetadata(client, 'ebook', contentId)).toMatchObject({ likes: 1 });
    expect((await contentDoc(content).get()).data()).toMatchObject({ title: 'The book', likes: 1, status: 'visible' });
    const removed = { contentType: 'ebook', contentId, status: 'deleted' };
    expect(await removeContent(admin, 'ebook', contentId)).toEqual(removed);
    expect(await removeContent(admin, 'ebook', contentId)).toEqual(removed);
    await expect(getMetadata(client, 'ebook', contentId)).rejects.toMatchObject({ code: 'not-found' });
    const { items } = await listContents(client, { contentType: 'ebook', limit: 100 });
    expect(items.some((item) => item.contentId === contentId)).toBe(false);
    expect(await restoreContent(admin, 'ebook', contentId)).toEqual({ ...removed, status: 'visible' });
    expect(await getMetadata(client, 'ebook', contentId)).toMatchObject({
      likes: 1,
      userInteractions: { liked: true },
    });
    await expect(removeContent(admin, 'ebook', randomUUID())).rejects.toMatchObject({
      ...{ name: 'FirecircleError', code: 'not-found', reason: 'content-not-found' },
      requestId: expect.any(String),
    });
  });

  test('nobody else may', async () => {
    const { contentType, contentId } = await newContent();
    const input = [{ contentType, contentId, title: 'Mine now' }];
    await expect(putContents(newDevice(), input)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(putContents(await newClient(), input)).rejects.toMatchObject({ code: 'permission-denied' });
    await expect(removeContent(await newClient(), contentType, contentId)).rejects.toMatchObject({
      code: 'permission-denied',
    });
    await expect(getMetadata(newDevice(), contentType, contentId)).resolves.toMatchObject({ contentId });
  });
});

/** A server of the callable protocol whose answers the tests choose. */
type Reply = { status: number; body: object } | 'hang up' | 'silence';

const unavailable = { status: 503, body: { error: { status: 'UNAVAILABLE', message: 'Later' } } };
const done = { status: 200, body: { result: { created: 1, updated: 0 } } };

describe('the callable verbs, on a bad line', () => {
  let replies: Reply[] = [];
  let requests: unknown[] = [];
  const server = createServer(async (request, response) => {
    requests.push(JSON.parse(await bodyOf(request)));
    const reply = replies.shift() ?? done;
    if (reply === 'silence') return;
    if (reply === 'hang up') return void request.socket.destroy();
    response.writeHead(reply.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(reply.body));
  });
  let functionsPort = 0;
  const input = [{ contentType: 'media', contentId: 'x', title: 'X' }] as const;

  async function bodyOf(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
  }

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address: AddressInfo | string | null = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    functionsPort = address.port;
  });

  beforeEach(() => {
    replies = [];
    requests = [];
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('are repeated until the backend answers', async () => {
    replies = [unavailable, 'hang up', { status: 500, body: {} }];
    expect(await putContents(newDevice({}, functionsPort), input)).toEqual({ created: 1, updated: 0 });
    expect(requests).toEqual(
      Array.from({ length: 4 }, () => ({ data: { verb: 'putContents', input: { contents: input } } })),
    );
  });

  test('are given up after four attempts', async () => {
    replies = [unavailable, unavailable, unavailable, unavailable, done];
    await expect(putContents(newDevice({}, functionsPort), input)).rejects.toMatchObject({ code: 'unavailable' });
    expect(requests.length).toBe(4);
  });

  test('wait as long as the backend asks, unless it asks for too much', async () => {
    const patience = (retryAfterMs: number) => ({
      status: 503,
      body: { error: { status: 'UNAVAILABLE', message: 'Busy', details: { retryAfterMs, requestId: 'r1' } } },
    });
    replies = [patience(300)];
    const began = performance.now();
    await putContents(newDevice({}, functionsPort), input);
    expect(performance.now() - began).toBeGreaterThanOrEqual(295);
    replies = [patience(60_000)];
    requests = [];
    const error: unknown = await putContents(newDevice({}, functionsPort), input).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(FirecircleError);
    expect(error).toMatchObject({ code: 'unavailable', retryAfterMs: 60_000, requestId: 'r1' });
    expect(requests.length).toBe(1);
  });

  test('are not repeated when the backend has decided', async () => {
    replies = [
      {
        status: 403,
        body: { error: { status: 'PERMISSION_DENIED', message: 'Admins only', details: { reason: 'role' } } },
      },
      { status: 500, body: { error: { status: 'INTERNAL', message: 'Broken', details: { requestId: 'r2' } } } },
    ];
    const device = newDevice({}, functionsPort);
    await expect(putContents(device, input)).rejects.toMatchObject({ code: 'permission-denied', reason: 'role' });
    await expect(putContents(device, input)).rejects.toMatchObject({ code: 'internal', requestId: 'r2' });
    expect(requests.length).toBe(2);
  });

  test('end with an AbortSignal: before, during and between attempts', async () => {
    const device = newDevice({}, functionsPort);
    const aborted = expect.objectContaining({ name: 'FirecircleError', code: 'cancelled' });
    await expect(putContents(device, input, { signal: AbortSignal.abort() })).rejects.toEqual(aborted);
    expect(requests.length).toBe(0);
    replies = ['silence'];
    const during = new AbortController();
    const waiting = putContents(device, input, { signal: during.signal });
    await expect.poll(() => requests.length).toBe(1);
    during.abort();
    await expect(waiting).rejects.toEqual(aborted);
    replies = [
      { status: 503, body: { error: { status: 'UNAVAILABLE', message: 'x', details: { retryAfterMs: 4_000 } } } },
    ];
    const between = putContents(device, input, { signal: AbortSignal.timeout(500) });
    await expect(between).rejects.toEqual(aborted);
    expect(requests.length).toBe(2);
  });

  test('a wrong input is never sent, and a wrong answer never passed on', async () => {
    const device = newDevice({}, functionsPort);
    const wrong = [
      [],
      [{ ...input[0], title: '' }],
      [{ ...input[0], thumbnailUrl: 'javascript:alert(1)' }],
      [{ ...input[0], createdAt: 'yesterday' }],
      [input[0], input[0]],
      Array.from({ length: 501 }, (_, i) => ({ ...input[0], contentId: `x${i}` })),
    ];
    for (const contents of wrong) {
      await expect(putContents(device, contents)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    await expect(removeContent(device, 'media', 'a/b')).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('contentId'),
    });
    expect(requests.length).toBe(0);
    replies = [{ status: 200, body: { result: { created: -1 } } }];
    await expect(putContents(device, input)).rejects.toMatchObject({ code: 'internal' });
  });
});
