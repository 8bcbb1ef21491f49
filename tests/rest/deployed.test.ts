import { request } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { callAt, newContent, newPerson, type Person } from '../world.ts';

/** The built function behind the real functions runtime, at both of its addresses. */

const functions = `${process.env.FIRECIRCLE_FUNCTIONS_URL}/engagement`;
const hosting = `${process.env.FIRECIRCLE_HOSTING_URL}/engagement`;

let alice: Person;
let contentId: string;
beforeAll(async () => {
  alice = await newPerson('alice');
  ({ contentId } = await newContent());
});

describe.each([
  ["the function's own URL", functions],
  ['Hosting', hosting],
])('at %s', (_, url) => {
  test('a like is told and stays (the curl commands of the contract)', async () => {
    const like = () => callAt(url, 'POST', `/api/content/media/${contentId}/like`, { token: alice.token });
    const body = { contentIds: [contentId], contentType: 'media' };
    const first = await like();
    expect(first.body).toEqual({ success: true, data: { contentId, liked: true, likeCount: 1 } });
    const batch = await callAt(url, 'POST', '/api/content/batch-metadata', { token: alice.token, body });
    expect(batch.body.data?.[contentId]?.userInteractions?.liked).toBe(true);
    const stranger = await callAt(url, 'POST', '/api/content/batch-metadata', { body });
    expect(stranger.body.data?.[contentId]).toMatchObject({ likes: 1, userInteractions: { liked: false } });
    expect((await like()).body).toEqual({ success: true, data: { contentId, liked: false, likeCount: 0 } });
  });

  test('every answer of every endpoint says how it may be cached', async () => {
    const id = contentId;
    const calls: ReadonlyArray<readonly [string, string, number, object?]> = [
      ['POST', `/api/content/media/${id}/like`, 401],
      ['POST', '/api/content/nothing/x/like', 401],
      ['POST', '/api/content/batch-metadata', 200, { contentIds: [id] }],
      ['POST', '/api/content/batch-metadata', 400, { contentIds: 7 }],
      ['GET', `/api/content/media/${id}/metadata`, 200],
      ['GET', '/api/content/media/none/metadata', 404],
      ['GET', '/api/media/all-content?limit=1', 200],
      ['GET', '/api/media/all-content?limit=x', 400],
      ['GET', '/api/nothing', 404],
      ['DELETE', '/api/media/all-content', 405],
    ];
    for (const [method, path, status, body] of calls) {
      const answer = await callAt(url, method, path, { body });
      expect([method, path, answer.status]).toEqual([method, path, status]);
      expect([path, answer.headers.get('Cache-Control')]).toEqual([path, 'private, no-store']);
      if (status >= 400) expect(answer.body).toEqual({ success: false, message: expect.any(String) });
    }
  });

  test('malformed JSON is 400 and names nothing of ours, though the platform may be the one who answers', async () => {
    const answer = await callAt(url, 'POST', '/api/content/batch-metadata', { body: '{"contentIds":' });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toMatch(/functions\/dist|firecircle\/|zod|\.ts:/);
  });

  test('the API explorer and its script come from here alone', async () => {
    const page = await callAt(url, 'GET', '/docs');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const script = /src="(.+?)"/.exec(page.text)?.[1] ?? '';
    const answer = await fetch(new URL(script, `${url}/docs`));
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect((await answer.text()).length).toBeGreaterThan(1_000_000);
    expect((await callAt(url, 'GET', '/openapi.json')).body.openapi).toBe('3.1.0');
  });
});

test('a body that claims to be small and is not, one that never ends, and a method of no standard are refused', async () => {
  const url = new URL(`${functions}/api/content/batch-metadata`);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(url, { method: 'PROPFIND' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on('error', reject);
    call.end();
  });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  const huge = await callAt(functions, 'POST', '/api/content/batch-metadata', {
    body: { contentIds: ['x'.repeat(400_000)] },
  });
  expect(huge.status).toBe(413);
});
