import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContentName } from '../../functions/src/domains/content/documents.ts';
import { removeContent, restoreContent } from '../../functions/src/domains/content/operations.ts';
import { interactionRef } from '../../functions/src/domains/engagement/documents.ts';
import { recordView, saveContent, shareContent } from '../../functions/src/domains/engagement/operations.ts';
import { banUser, signOutEverywhere } from '../../functions/src/domains/identity/operations.ts';
import { encodeCursor } from '../../functions/src/platform/http/cursor.ts';
import { contentTypes } from '../../sdk/src/verbs/content.ts';
import {
  type Answer,
  callerFor,
  counted,
  likesOf,
  newContent,
  newPerson,
  newVisitor,
  type Person,
  type RestServer,
  serveEngagement,
  setContent,
  signIn,
  storedInteraction,
} from '../world.ts';

let rest: RestServer;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  [rest, alice, bob] = await Promise.all([serveEngagement(), newPerson('alice'), newPerson('bob')]);
});
afterAll(() => rest.close());

const like = (contentId: string, token?: string, contentType = 'media') =>
  rest.call('POST', `/api/content/${contentType}/${encodeURIComponent(contentId)}/like`, { token });
const batch = (contentIds: unknown, token?: string, contentType?: unknown) =>
  rest.call('POST', '/api/content/batch-metadata', { token, body: { contentIds, contentType } });
const single = (contentId: string, token?: string, contentType = 'media') =>
  rest.call('GET', `/api/content/${contentType}/${contentId}/metadata`, { token });

/** Likes, saves, shares and views a content. Only the like has a route. */
async function doEverything(content: ContentName, person: Person): Promise<void> {
  await like(content.contentId, person.token);
  await saveContent(content, callerFor(person), true);
  await shareContent(content, callerFor(person));
  await recordView(content, callerFor(person));
}

const failure = (message: string) => ({ success: false, message });
const noFlags = { liked: false, saved: false, shared: false, viewed: false };
const noCounts = { likes: 0, saves: 0, shares: 0, views: 0, comments: 0 };

describe('toggling a like (E1)', () => {
  test('engagement B1: a like without a token is refused and changes nothing', async () => {
    const content = await newContent();
    const answer = await like(content.contentId);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(failure('Unauthorized'));
    expect(await counted(content, 'likes')).toBe(0);
    expect((await like(content.contentId, alice.token)).status).toBe(200);
    expect(await counted(content, 'likes')).toBe(1);
  });

  test('engagement B2: the first like answers N, the second N - 1, the third N again', async () => {
    const content = await newContent();
    await like(content.contentId, bob.token);
    const answers = [];
    for (let call = 0; call < 3; call += 1) answers.push((await like(content.contentId, alice.token)).body);
    const { contentId } = content;
    expect(answers).toEqual([
      { success: true, data: { contentId, liked: true, likeCount: 2 } },
      { success: true, data: { contentId, liked: false, likeCount: 1 } },
      { success: true, data: { contentId, liked: true, likeCount: 2 } },
    ]);
    expect(await counted(content, 'likes')).toBe(await likesOf(content, [alice, bob]));
  });

  test('engagement B3: a like survives logout and login', async () => {
    const { contentId } = await newContent();
    expect((await like(contentId, alice.token)).body).toMatchObject({ data: { liked: true } });
    const fresh = await signIn(alice);
    const { body } = await batch([contentId], fresh);
    expect(body.data?.[contentId]?.userInteractions).toEqual({ ...noFlags, liked: true });
  });

  test('engagement B4: an unlike survives logout and login', async () => {
    const { contentId } = await newContent();
    await like(contentId, alice.token);
    await like(contentId, alice.token);
    const { body } = await batch([contentId], await signIn(alice));
    expect(body.data?.[contentId]).toEqual({ contentId, ...noCounts, userInteractions: noFlags });
  });

  test('engagement B5: a userId in body, query or header has no effect', async () => {
    const content = await newContent();
    const path = `/api/content/media/${content.contentId}/like?userId=${bob.uid}`;
    const body = { userId: bob.uid, uid: bob.uid };
    await rest.call('POST', path, { token: alice.token, body, headers: { 'X-User-Id': bob.uid } });
    expect(await storedInteraction(alice, content)).toMatchObject({ liked: true });
    expect(await storedInteraction(bob, content)).toBeUndefined();
  });

  test('engagement B11: an unlike is a soft delete', async () => {
    const content = await newContent();
    await like(content.contentId, alice.token);
    expect(await storedInteraction(alice, content)).toMatchObject({ liked: true, likeDeletedAt: null });
    await like(content.contentId, alice.token);
    const stored = await storedInteraction(alice, content);
    expect(stored).toMatchObject({ liked: false });
    expect(stored?.likeDeletedAt?.toMillis()).toBeGreaterThanOrEqual(stored?.likedAt?.toMillis() ?? Number.NaN);
  });

  test('engagement B12: a like after an unlike reuses the one record', async () => {
    const content = await newContent();
    for (let call = 0; call < 5; call += 1) await like(content.contentId, alice.token);
    expect(await storedInteraction(alice, content)).toMatchObject({ liked: true, likeDeletedAt: null });
    const records = await interactionRef(alice.uid, content).parent.get();
    const named = records.docs.filter((record) => record.get('contentId') === content.contentId);
    expect(named).toHaveLength(1);
  });

  test('engagement B13: parallel toggles by many users leave the counter equal to the likes', async () => {
    const content = await newContent();
    const people = await Promise.all(Array.from({ length: 12 }, () => newPerson()));
    const calls = people.flatMap((person, index) => Array.from({ length: 1 + (index % 3) }, () => person));
    const answers = await Promise.all(calls.map((person) => like(content.contentId, person.token)));
    expect(answers.map(({ status }) => status)).toEqual(calls.map(() => 200));
    expect(answers.every(({ body }) => Number(body.data?.likeCount) >= 0)).toBe(true);
    const expected = people.filter((_, index) => (1 + (index % 3)) % 2 === 1).length;
    expect(await likesOf(content, people)).toBe(expected);
    expect(await counted(content, 'likes')).toBe(expected);
  });

  test.each([
    [6, false],
    [7, true],
  ])('engagement B14: %i parallel toggles by one user leave liked = %s', async (calls, liked) => {
    const content = await newContent();
    const answers = await Promise.all(Array.from({ length: calls }, () => like(content.contentId, alice.token)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await storedInteraction(alice, content))?.liked).toBe(liked);
    expect(await counted(content, 'likes')).toBe(liked ? 1 : 0);
    const odd = answers.filter(({ body }) => String(body.data?.liked) === 'true').length;
    expect(odd).toBe(Math.ceil(calls / 2));
  });

  test('engagement B15: every listed type is liked, an unlisted one is refused', async () => {
    for (const contentType of contentTypes) {
      const { contentId } = await newContent({ contentType });
      expect((await like(contentId, alice.token, contentType)).body).toMatchObject({ data: { liked: true } });
    }
    for (const contentType of ['video', 'Media', 'audio', '__proto__', 'media%20']) {
      const { status, body } = await like('6942c8061c42444751a5029f', alice.token, contentType);
      expect([contentType, status, body]).toEqual([contentType, 400, failure('Invalid content type')]);
    }
  });

  test('engagement B16: records are scoped by content type', async () => {
    const media = await newContent();
    await newContent({ contentType: 'ebook', contentId: media.contentId });
    await like(media.contentId, alice.token);
    const { body } = await single(media.contentId, alice.token, 'ebook');
    expect(body.data).toEqual({ contentId: media.contentId, ...noCounts, userInteractions: noFlags });
  });

  test('engagement B23: there is no rate limit and no rate-limit header', async () => {
    const { contentId } = await newContent();
    for (let call = 0; call < 25; call += 1) {
      const { status, headers } = await like(contentId, alice.token);
      expect(status).toBe(200);
      expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
    }
  });

  test('a like of a content that does not exist, was removed or is hidden is 404 and writes nothing', async () => {
    const removed = await newContent();
    await removeContent(removed);
    const hidden = await newContent();
    await setContent(hidden, { status: 'hidden' });
    for (const content of [{ contentType: 'media' as const, contentId: randomUUID() }, removed, hidden]) {
      const answer = await like(content.contentId, alice.token);
      expect([answer.status, answer.body]).toEqual([404, failure('Content not found')]);
      expect(await storedInteraction(alice, content)).toBeUndefined();
    }
  });

  test('a removed content that comes back has its likes', async () => {
    const content = await newContent();
    await like(content.contentId, alice.token);
    await removeContent(content);
    await restoreContent(content);
    const { body } = await single(content.contentId, alice.token);
    expect(body.data).toMatchObject({ likes: 1, userInteractions: { liked: true } });
  });

  test('an account of an anonymous visitor may not like', async () => {
    const content = await newContent();
    const visitor = await newVisitor();
    expect((await like(content.contentId, visitor.token)).status).toBe(401);
    expect(await counted(content, 'likes')).toBe(0);
  });
});

describe('reading metadata (E2, E3)', () => {
  test('engagement B6: flags belong to one user, counters to all', async () => {
    const { contentId } = await newContent();
    await like(contentId, alice.token);
    const { body } = await batch([contentId], bob.token);
    expect(body.data?.[contentId]).toEqual({ contentId, ...noCounts, likes: 1, userInteractions: noFlags });
  });

  test('engagement B7: without a token the flags are false and the counters real', async () => {
    const content = await newContent();
    const { contentId } = content;
    await doEverything(content, alice);
    const { status, body } = await batch([contentId]);
    expect(status).toBe(200);
    expect(body.data?.[contentId]).toEqual({
      contentId,
      likes: 1,
      saves: 1,
      shares: 1,
      views: 1,
      comments: 0,
      userInteractions: noFlags,
    });
  });

  test('engagement B8: a token that is sent is used', async () => {
    const content = await newContent();
    const { contentId } = content;
    await doEverything(content, alice);
    const { body } = await batch([contentId], alice.token);
    expect(body.data?.[contentId]?.userInteractions).toEqual({ liked: true, saved: true, shared: true, viewed: true });
  });

  test('engagement B9: data is an object keyed by id, each entry naming its own key', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, async () => (await newContent()).contentId));
    const { body } = await batch(ids, alice.token);
    expect(Array.isArray(body.data)).toBe(false);
    expect(Object.keys(body.data ?? {}).sort()).toEqual([...ids].sort());
    for (const id of ids) expect(body.data?.[id]?.contentId).toBe(id);
  });

  test('engagement B10: a read directly after a write sees it', async () => {
    const { contentId } = await newContent();
    for (const liked of [true, false, true]) {
      await like(contentId, alice.token);
      const [many, one] = [await batch([contentId], alice.token), await single(contentId, alice.token)];
      expect(many.body.data?.[contentId]?.userInteractions?.liked).toBe(liked);
      expect(one.body.data?.userInteractions?.liked).toBe(liked);
      expect(one.body.data?.likes).toBe(liked ? 1 : 0);
    }
  });

  test('engagement B17: a single answer equals the batch entry, for all five types', async () => {
    for (const contentType of contentTypes) {
      const { contentId } = await newContent({ contentType });
      await like(contentId, alice.token, contentType);
      const [many, one] = [
        await batch([contentId], alice.token, contentType),
        await single(contentId, alice.token, contentType),
      ];
      expect(one.body).toEqual({ success: true, data: many.body.data?.[contentId] });
    }
  });

  test('engagement B18: an unknown id is a zero entry in a batch, and 404 alone', async () => {
    const known = await newContent();
    await like(known.contentId, alice.token);
    const unknown = randomUUID();
    const { status, body } = await batch([unknown, known.contentId], alice.token);
    expect(status).toBe(200);
    expect(body.data?.[unknown]).toEqual({ contentId: unknown, ...noCounts, userInteractions: noFlags });
    expect(body.data?.[known.contentId]?.likes).toBe(1);
    const answers = [await single(unknown, alice.token), await like(unknown, alice.token)];
    expect(answers.map((answer) => [answer.status, answer.body])).toEqual(
      answers.map(() => [404, failure('Content not found')]),
    );
  });

  test('a removed content is a zero entry in a batch, and 404 alone', async () => {
    const content = await newContent();
    await like(content.contentId, alice.token);
    await removeContent(content);
    const { body } = await batch([content.contentId], alice.token);
    expect(body.data?.[content.contentId]).toEqual({
      contentId: content.contentId,
      ...noCounts,
      userInteractions: noFlags,
    });
    expect((await single(content.contentId, alice.token)).status).toBe(404);
  });

  test('engagement B19: duplicates collapse, no ids give an empty object, media is the default type', async () => {
    const { contentId } = await newContent();
    expect(Object.keys((await batch([contentId, contentId])).body.data ?? {})).toEqual([contentId]);
    expect((await batch([])).body).toEqual({ success: true, data: {} });
    expect((await batch([], alice.token)).body).toEqual({ success: true, data: {} });
    const hundred = Array.from({ length: 100 }, (_, index) => `none-${index}`);
    expect(Object.keys((await batch(hundred, alice.token)).body.data ?? {})).toHaveLength(100);
  });

  test.each([
    ['contentIds missing', {}, 'contentIds must be an array of strings'],
    ['contentIds no array', { contentIds: 'x' }, 'contentIds must be an array of strings'],
    ['contentIds null', { contentIds: null }, 'contentIds must be an array of strings'],
    ['an array as body', ['x'], 'contentIds must be an array of strings'],
    ['a number among the ids', { contentIds: ['x', 7] }, 'contentIds must be an array of strings'],
    ['an empty id', { contentIds: [''] }, 'Invalid content id'],
    ['an id with a slash', { contentIds: ['a/b'] }, 'Invalid content id'],
    ['an id of dots', { contentIds: ['..'] }, 'Invalid content id'],
    ['a reserved id', { contentIds: ['__proto__'] }, 'Invalid content id'],
    ['an id of 129 characters', { contentIds: ['x'.repeat(129)] }, 'Invalid content id'],
    ['a lone surrogate', { contentIds: ['\ud800'] }, 'Invalid content id'],
    ['101 ids', { contentIds: Array.from({ length: 101 }, (_, i) => `${i}`) }, 'Too many contentIds (maximum 100)'],
    ['an unknown type', { contentIds: [], contentType: 'video' }, 'Invalid content type'],
    ['a type that is no string', { contentIds: [], contentType: 3 }, 'Invalid content type'],
  ])('engagement B19: %s is 400', async (_, body, message) => {
    const answer = await rest.call('POST', '/api/content/batch-metadata', { body });
    expect([answer.status, answer.body]).toEqual([400, failure(message)]);
    expect((await batch(['x'], undefined, 'media')).status).toBe(200);
  });

  test('engagement B22: no answer that depends on the caller may be kept by a cache', async () => {
    const { contentId } = await newContent();
    const answers = [
      await like(contentId, alice.token),
      await batch([contentId], alice.token),
      await single(contentId, alice.token),
      await single(contentId),
      await rest.call('GET', '/api/media/all-content?limit=1', { token: alice.token }),
      await like(contentId),
      await single(randomUUID()),
    ];
    for (const { headers } of answers) expect(headers.get('Cache-Control')).toBe('private, no-store');
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 401, 404]);
  });
});

describe('tokens', () => {
  const routes = [
    ['E1', 'POST', '/api/content/media/token-tests/like', undefined],
    ['E2', 'POST', '/api/content/batch-metadata', { contentIds: [] }],
    ['E3', 'GET', '/api/content/media/token-tests/metadata', undefined],
    ['E4', 'GET', '/api/media/all-content', undefined],
  ] as const;

  beforeAll(() => newContent({ contentId: 'token-tests' }));

  const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'https://securetoken.google.com/demo-firecircle',
    aud: 'demo-firecircle',
    auth_time: now,
    user_id: 'alice',
    sub: 'alice',
    iat: now,
    exp: now + 3600,
    firebase: { identities: {}, sign_in_provider: 'password' },
  };
  const token = (changes: object) => `${part({ alg: 'none', typ: 'JWT' })}.${part({ ...claims, ...changes })}.`;
  const bad: ReadonlyArray<readonly [string, string]> = [
    ['no JWT', 'nonsense'],
    ['empty parts', '..'],
    ['an expired one', token({ iat: now - 7200, auth_time: now - 7200, exp: now - 3600 })],
    ['one of another project', token({ aud: 'demo-other', iss: 'https://securetoken.google.com/demo-other' })],
    ['one of a user who does not exist', token({ sub: randomUUID(), user_id: 'nobody' })],
    ['one without a subject', token({ sub: '' })],
    ['one of 9 kB', 'x'.repeat(9000)],
  ];

  test.each(bad)('engagement B20: a token that is %s is 401 on every route', async (_, value) => {
    for (const [name, method, path, body] of routes) {
      const answer = await rest.call(method, path, { token: value, body });
      expect([name, answer.status, answer.body]).toEqual([name, 401, failure('Unauthorized')]);
      const twin = await rest.call(method, path, { token: alice.token, body });
      expect([name, twin.status]).toEqual([name, 200]);
    }
  });

  test('engagement B20: an Authorization header that is no bearer token is 401, not an anonymous answer', async () => {
    for (const header of ['Basic YWxpY2U6eA==', 'Bearer', alice.token]) {
      const answer = await rest.call('POST', '/api/content/batch-metadata', {
        body: { contentIds: [] },
        headers: { Authorization: header },
      });
      expect(answer.status).toBe(401);
    }
    expect((await batch([], alice.token)).status).toBe(200);
  });

  test('engagement B20: a signed-out or banned account is 401 on every route, from the next request', async () => {
    for (const end of [signOutEverywhere, banUser]) {
      const person = await newPerson();
      expect((await batch([], person.token)).status).toBe(200);
      // A session that began in the very second of a sign-out counts as a new one.
      const begun = Math.floor(Date.now() / 1000);
      await expect.poll(() => Math.floor(Date.now() / 1000)).toBeGreaterThan(begun);
      await end(person.uid);
      const { contentId } = await newContent();
      const answers = [
        await like(contentId, person.token),
        await batch([contentId], person.token),
        await batch([], person.token),
        await single(contentId, person.token),
        await rest.call('GET', '/api/media/all-content?limit=1', { token: person.token }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    }
  });

  test('a bad token is looked at before a bad body', async () => {
    const answer = await rest.call('POST', '/api/content/batch-metadata', { token: 'nonsense', body: 'x{' });
    expect(answer.status).toBe(401);
    expect((await like('__x__', undefined, 'nothing')).status).toBe(401);
  });
});

describe('listing (E4)', () => {
  // Contents of long ago, behind all that other tests make, and a cursor to where they begin.
  const day = (date: number) => new Date(Date.UTC(1950, 0, date));
  const listBefore = (date: number) => encodeCursor([day(date).getTime() / 1000, 0, 'podcast_~']);
  const list = (limit: number, cursor: string, token?: string) =>
    rest.call('GET', `/api/media/all-content?limit=${limit}&cursor=${cursor}`, { token });
  const itemsOf = ({ body }: Answer) => Object.values(body.data ?? {});

  test('engagement B21: with a token each item carries the like flag and agrees with batch-metadata', async () => {
    const contents = [];
    for (let index = 0; index < 3; index += 1) contents.push(await newContent({ createdAt: day(20).toISOString() }));
    await like(contents[1]?.contentId ?? '', alice.token);
    const items = itemsOf(await list(100, listBefore(21), alice.token));
    for (const { contentId } of contents) {
      const item = items.find((candidate) => String(candidate.contentId) === contentId);
      const entry = (await batch([contentId], alice.token)).body.data?.[contentId];
      expect(item).toMatchObject({ ...entry, hasLiked: entry?.userInteractions?.liked });
    }
    const anonymous = itemsOf(await list(100, listBefore(21)));
    expect(anonymous.length).toBeGreaterThanOrEqual(3);
    for (const item of anonymous) {
      expect(item).not.toHaveProperty('hasLiked');
      expect(item.userInteractions).toEqual(noFlags);
    }
  });

  test('without a cursor it begins with the newest', async () => {
    const newest = itemsOf(await rest.call('GET', '/api/media/all-content?limit=5'));
    const times = newest.map((item) => Date.parse(String(item.createdAt)));
    expect(times).toHaveLength(5);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  test('the cursor walks through every content once, newest first, whatever the page size', async () => {
    const marker = randomUUID();
    for (let index = 0; index < 7; index += 1) {
      // Two share one time, so that ties are met.
      const createdAt = day(1 + Math.floor(index / 2)).toISOString();
      await newContent({ title: `${marker} ${index}`, createdAt, contentType: contentTypes[index % 5] ?? 'media' });
    }
    for (const limit of [1, 2, 3, 100]) {
      const seen: string[] = [];
      let cursor: string | undefined = listBefore(10);
      while (cursor !== undefined && seen.length < 7) {
        const page: Answer = await list(limit, cursor);
        const titles = itemsOf(page).map(({ title }) => String(title));
        seen.push(...titles.filter((title) => title.startsWith(marker)));
        expect('nextCursor' in page.body).toBe(String(page.body.hasMore) === 'true');
        cursor = page.body.nextCursor === undefined ? undefined : String(page.body.nextCursor);
      }
      expect(seen).toHaveLength(7);
      expect(new Set(seen).size).toBe(7);
      const days = seen.map((title) => Math.floor(Number(title.split(' ')[1]) / 2));
      expect(days).toEqual([...days].sort((a, b) => b - a));
    }
  });

  test.each(['0', '101', '-1', '1.5', 'ten', ''])('limit=%s is 400', async (limit) => {
    expect((await rest.call('GET', `/api/media/all-content?limit=${limit}`)).status).toBe(400);
  });

  test.each([
    'x',
    '%00',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('[1,2]').toString('base64url'),
    'x'.repeat(1001),
    Buffer.from('[1e300,0,"a"]').toString('base64url'),
    Buffer.from('[0,0,"a/b"]').toString('base64url'),
  ])('cursor=%s is 400', async (cursor) => {
    const answer = await rest.call('GET', `/api/media/all-content?cursor=${cursor}`);
    expect([answer.status, answer.body]).toEqual([400, failure('Invalid cursor')]);
  });

  test('removed and hidden contents are not listed', async () => {
    const createdAt = day(30).toISOString();
    const [shown, removed, hidden] = [
      await newContent({ createdAt }),
      await newContent({ createdAt }),
      await newContent({ createdAt }),
    ];
    await removeContent(removed);
    await setContent(hidden, { status: 'hidden' });
    const ids = itemsOf(await list(100, listBefore(31))).map((item) => String(item.contentId));
    expect(ids).toContain(shown.contentId);
    expect(ids).not.toContain(removed.contentId);
    expect(ids).not.toContain(hidden.contentId);
  });
});

describe('bad input', () => {
  test.each(['application/xml', 'multipart/form-data', 'nonsense'])(
    'a body that calls itself %s is 400',
    async (type) => {
      const answer = await rest.call('POST', '/api/content/batch-metadata', {
        body: { contentIds: [] },
        headers: { 'Content-Type': type },
      });
      expect([answer.status, answer.body]).toEqual([400, failure('Request body must be valid JSON')]);
    },
  );

  test.each([
    ['malformed JSON', '{"contentIds":'],
    ['no body', undefined],
    ['an empty body', ''],
    ['null', 'null'],
    ['a string', '"x"'],
    ['bytes that are no UTF-8', '\u0000\ufffd'],
  ])('a batch with %s is 400 in the error shape', async (_, body) => {
    const answer = await rest.call('POST', '/api/content/batch-metadata', {
      ...(body === undefined ? {} : { body }),
      token: alice.token,
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ success: false, message: expect.any(String) });
  });

  test('a batch without a content type header is read as JSON all the same', async () => {
    const answer = await rest.call('POST', '/api/content/batch-metadata', {
      body: '{"contentIds":["x"]}',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect([answer.status, Object.keys(answer.body.data ?? {})]).toEqual([200, ['x']]);
  });

  test('a huge body is refused in the error shape', async () => {
    // On a server of its own: the connection is closed under the rest of the body.
    const other = await serveEngagement();
    const body = { contentIds: ['x'.repeat(300_000)] };
    const answer = await other.call('POST', '/api/content/batch-metadata', { body });
    expect([answer.status, answer.body]).toEqual([413, failure('Request body is too large')]);
    await other.close();
  });

  test.each([
    ['GET', '/api/content/media/x/like', 'POST'],
    ['DELETE', '/api/content/batch-metadata', 'POST'],
    ['PUT', '/api/content/media/x/metadata', 'GET'],
    ['POST', '/api/media/all-content', 'GET'],
  ])('%s %s is 405 and names %s', async (method, path, allowed) => {
    const answer = await rest.call(method, path);
    expect([answer.status, answer.body]).toEqual([405, failure('Method not allowed')]);
    expect(answer.headers.get('Allow')).toBe(allowed);
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
  });

  test('an unknown path is 404 in the error shape', async () => {
    for (const path of ['/', '/api', '/api/content/media/x', '/favicon.ico', '/engagement/api/nothing']) {
      const answer = await rest.call('GET', path);
      expect([answer.status, answer.body]).toEqual([404, failure('Not found')]);
      expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
    }
  });

  test.each(['__x__', 'a%2Fb', '%00', 'x'.repeat(129), '%F0%9F%92%9B'.repeat(129)])(
    'the id %s is 400 and nothing is written',
    async (id) => {
      const answer = await rest.call('POST', `/api/content/media/${id}/like`, { token: alice.token });
      expect([answer.status, answer.body]).toEqual([400, failure('Invalid content id')]);
    },
  );

  test('strange but valid ids are liked and read back', async () => {
    // Of a type that no other test reads such ids of.
    const contentType = 'merch';
    const fan = await newPerson();
    for (const contentId of ['ünïcode ✓', '💛'.repeat(64), 'a\'b"c', 'constructor', 'with space', '100%', '...']) {
      await newContent({ contentType, contentId });
      const { status, body } = await like(contentId, fan.token, contentType);
      expect([contentId, status, body.data?.liked]).toEqual([contentId, 200, true]);
      const read = await batch([contentId], fan.token, contentType);
      expect(read.body.data?.[contentId]?.userInteractions?.liked).toBe(true);
    }
  });

  test('no answer to bad input names a path, a stack or a library', async () => {
    const answers = [
      await rest.call('POST', '/api/content/batch-metadata', { body: '{{{' }),
      await rest.call('POST', '/api/content/batch-metadata', { body: { contentIds: [{}] } }),
      await like('__x__', alice.token),
      await like('x', 'nonsense'),
    ];
    for (const { text } of answers) expect(text).not.toMatch(/\/|\bat |node_modules|zod|firebase|Error:/i);
  });
});

describe('addresses', () => {
  test('the contract is served at its own paths and under the prefix that Hosting hands on', async () => {
    const { contentId } = await newContent();
    const own = await single(contentId);
    const prefixed = await rest.call('GET', `/engagement/api/content/media/${contentId}/metadata`);
    expect(prefixed.body).toEqual(own.body);
  });

  test('browsers of other origins may call it', async () => {
    const preflight = await rest.call('OPTIONS', '/api/content/batch-metadata', {
      headers: {
        Origin: 'https://app.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(preflight.headers.get('Access-Control-Allow-Headers')?.toLowerCase()).toContain('authorization');
    expect(preflight.headers.get('Cache-Control')).toBe('private, no-store');
  });

  test('every answer carries a request id of its own', async () => {
    const ids = [await rest.call('GET', '/'), await rest.call('GET', '/')].map(({ headers }) =>
      headers.get('X-Request-Id'),
    );
    expect(new Set(ids).size).toBe(2);
  });
});
