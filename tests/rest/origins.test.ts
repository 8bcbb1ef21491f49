import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractApp } from '../../functions/src/platform/http/kernel.ts';
import { app as commerceApp } from '../../functions/src/rest/commerce/routes.ts';
import { commerce } from '../../functions/src/rest/commerce/schema.ts';
import { app as streamingApp } from '../../functions/src/rest/streaming/routes.ts';
import { streaming as streamingContract } from '../../functions/src/rest/streaming/schema.ts';
import { newPerson, type Person, type RestServer, serveContract } from '../world.ts';

/** Who may call from a page, and what is answered when nothing answers. */

let streaming: RestServer;
let shop: RestServer;
let alice: Person;
beforeAll(async () => {
  [streaming, shop, alice] = await Promise.all([
    serveContract(streamingApp),
    serveContract(commerceApp),
    newPerson('alice'),
  ]);
});
afterAll(() => Promise.all([streaming.close(), shop.close()]));

const preflight = (rest: RestServer, origin: string) =>
  rest.call('OPTIONS', '/api/viewer/profile', {
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'PATCH',
      'Access-Control-Request-Headers': 'authorization,content-type',
    },
  });

test.each([
  ['GET', '/api/nothing'],
  ['DELETE', '/api/auth/signup/email'],
  ['GET', '/'],
  ['POST', '/api/social/follow/a/b'],
])('streaming B3 answers %s %s as no route, in its own shape', async (method, path) => {
  const answer = await streaming.call(method, path);
  expect([answer.status, answer.body]).toEqual([404, { success: false, error: 'Route not found' }]);
});

test('streaming B3 answers malformed JSON as such', async () => {
  const answer = await streaming.call('POST', '/api/auth/signin/email', { body: '{"email":' });
  expect([answer.status, answer.body]).toEqual([400, { success: false, error: 'Invalid JSON body' }]);
});

test('streaming B3 tells nothing of an unexpected fault', async () => {
  const app = contractApp(streamingContract);
  app.get('/fault', () => {
    throw new Error('The password of the database is hunter2');
  });
  const faulty = await serveContract(app);
  const answer = await faulty.call('GET', '/fault');
  await faulty.close();
  expect([answer.status, answer.body]).toEqual([500, { success: false, error: 'Internal server error' }]);
  expect(answer.text).not.toContain('hunter2');
});

describe('pages of other origins', () => {
  test('streaming B4 lets the front end in, and shows it the token', async () => {
    const { status, headers } = await preflight(streaming, 'http://localhost:5173');
    expect([status, headers.get('Access-Control-Allow-Origin')]).toEqual([204, 'http://localhost:5173']);
    expect(headers.get('Access-Control-Allow-Headers')).toMatch(/Authorization/i);
    expect(headers.get('Access-Control-Allow-Headers')).toMatch(/Content-Type/i);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(headers.get('Access-Control-Allow-Methods')).toContain(method);
    }
    const answer = await streaming.call('GET', '/api/viewer/me', {
      token: alice.token,
      headers: { Origin: 'http://localhost:5173' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('http://localhost:5173');
    expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('set-auth-token');
    expect(answer.headers.get('Vary')).toContain('Origin');
  });

  test.each(['https://evil.example', 'http://localhost:5173.evil.example', 'null'])(
    'streaming B4 names no origin to %s',
    async (origin) => {
      expect((await preflight(streaming, origin)).headers.get('Access-Control-Allow-Origin')).toBeNull();
      const answer = await streaming.call('GET', '/api/social/creators', { headers: { Origin: origin } });
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    },
  );

  test('commerce B17 lets apps without an origin pass, and outside of development only the pages that are named', async () => {
    expect((await shop.call('GET', '/api/users/me', { token: alice.token })).status).toBe(200);
    const named = await serveContract(contractApp({ ...commerce, origins: ['https://shop.example'] }));
    const page = (origin: string) => named.call('GET', '/', { headers: { Origin: origin } });
    expect((await page('https://shop.example')).headers.get('Access-Control-Allow-Origin')).toBe(
      'https://shop.example',
    );
    expect((await page('https://other.example')).headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect((await named.call('GET', '/')).status).toBe(404);
    await named.close();
  });
});
