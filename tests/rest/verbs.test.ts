import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { contentRef } from '../../functions/src/domains/content/documents.ts';
import { banUser, setRole, unbanUser } from '../../functions/src/domains/identity/operations.ts';
import type { contentVerbs } from '../../sdk/src/verbs/content.ts';
import { callAt, newContent, newPerson, newVisitor, type Person } from '../world.ts';

/** The callable function `content`, as the SDK calls it, in the running suite. */

let ada: Person;
let bob: Person;
beforeAll(async () => {
  [ada, bob] = await Promise.all([newPerson('ada'), newPerson('bob')]);
  await setRole(ada.uid, 'admin');
});

const call = (verb: string, input: unknown, token?: string) =>
  callAt(`${process.env.FIRECIRCLE_FUNCTIONS_URL}`, 'POST', '/content', { token, body: { data: { verb, input } } });
const named = () => ({ contentType: 'media' as const, contentId: randomUUID() });
const put = (contents: unknown, token?: string) => call('putContents', { contents }, token);

describe('who may', () => {
  const inputs: Record<keyof typeof contentVerbs, () => object> = {
    putContents: () => ({ contents: [{ ...named(), title: 'x' }] }),
    removeContent: named,
    restoreContent: named,
  };

  test.each(Object.entries(inputs))(
    '%s is refused to everyone but an admin, by the stored role and not the claim',
    async (verb, input) => {
      const visitor = await newVisitor();
      const claimant = await newPerson('claimant');
      await setRole(claimant.uid, 'user');
      const refusals = [
        [undefined, 401, 'UNAUTHENTICATED', 'missing-token'],
        [visitor.token, 403, 'PERMISSION_DENIED', 'not-admin'],
        [bob.token, 403, 'PERMISSION_DENIED', 'not-admin'],
        [claimant.token, 403, 'PERMISSION_DENIED', 'not-admin'],
      ] as const;
      for (const [token, status, code, reason] of refusals) {
        const answer = await call(verb, input(), token);
        expect([answer.status, answer.body.error?.status, answer.body.error?.details?.reason]).toEqual([
          status,
          code,
          reason,
        ]);
      }
    },
  );

  test('a banned admin is refused from the next call, and let in again when the ban is lifted', async () => {
    const admin = await newPerson('admin');
    await setRole(admin.uid, 'admin');
    const contents = [{ ...named(), title: 'x' }];
    await banUser(admin.uid);
    expect((await put(contents, admin.token)).body.error?.details).toMatchObject({ reason: 'banned' });
    await unbanUser(admin.uid);
    expect((await put(contents, admin.token)).body.result).toEqual({ created: 1, updated: 0 });
  });
});

describe('putContents', () => {
  test('creates, and repeated edits: counters, status and the rest of a content stay', async () => {
    const content = named();
    const creator = { uid: 'carol', displayName: 'Carol Castillo' };
    expect((await put([{ ...content, title: 'First', description: 'Text', creator }], ada.token)).body.result).toEqual({
      created: 1,
      updated: 0,
    });
    await contentRef(content).update({ likes: 7, status: 'hidden' });
    expect((await put([{ ...content, title: 'Second' }], ada.token)).body.result).toEqual({ created: 0, updated: 1 });
    const stored = (await contentRef(content).get()).data();
    expect(stored).toMatchObject({ title: 'Second', likes: 7, status: 'hidden', shards: 0 });
    expect(stored).not.toHaveProperty('description');
    expect(stored).not.toHaveProperty('creator');
  });

  test('five in parallel of the same new contents: each counted once as created', async () => {
    const contents = Array.from({ length: 20 }, () => ({ ...named(), title: 'Same' }));
    const answers = await Promise.all(Array.from({ length: 5 }, () => put(contents, ada.token)));
    const created = answers.map(({ body }) => Number(body.result?.created));
    expect(created.reduce((sum, count) => sum + count, 0)).toBe(20);
    for (const content of contents)
      expect((await contentRef(content).get()).data()).toMatchObject({ likes: 0, title: 'Same' });
  });

  test('500 at once, and not 501', async () => {
    const contents = Array.from({ length: 501 }, () => ({ ...named(), title: 'Many' }));
    expect((await put(contents, ada.token)).body.error).toMatchObject({ status: 'INVALID_ARGUMENT' });
    expect((await put(contents.slice(0, 500), ada.token)).body.result).toEqual({ created: 500, updated: 0 });
  });

  test.each([
    ['nothing', []],
    ['no title', [named()]],
    ['a reserved id', [{ contentType: 'media', contentId: '__x__', title: 'x' }]],
    ['an unknown type', [{ contentType: 'film', contentId: 'x', title: 'x' }]],
    ['a script as a link', [{ ...named(), title: 'x', thumbnailUrl: 'javascript:alert(1)' }]],
    ['a title of 301 characters', [{ ...named(), title: 'x'.repeat(301) }]],
    [
      'one content twice',
      [
        { contentType: 'media', contentId: 'x', title: 'a' },
        { contentType: 'media', contentId: 'x', title: 'b' },
      ],
    ],
  ])('%s is refused, with a reason and a request id', async (_, contents) => {
    const { status, body } = await put(contents, ada.token);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      status: 'INVALID_ARGUMENT',
      details: { reason: 'invalid-input', requestId: expect.any(String) },
    });
  });
});

test('removing and restoring may be repeated; a content that never was is not found', async () => {
  const content = await newContent();
  for (const [verb, status] of [
    ['removeContent', 'deleted'],
    ['removeContent', 'deleted'],
    ['restoreContent', 'visible'],
    ['restoreContent', 'visible'],
  ] as const) {
    expect((await call(verb, content, ada.token)).body.result).toEqual({ ...content, status });
    expect((await contentRef(content).get()).data()?.status).toBe(status);
  }
  expect((await call('removeContent', named(), ada.token)).body.error).toMatchObject({
    status: 'NOT_FOUND',
    details: { reason: 'content-not-found' },
  });
});

test.each(['nothing', 'constructor', '__proto__', 'toString', ''])('there is no verb "%s"', async (verb) => {
  expect((await call(verb, {}, ada.token)).body.error).toMatchObject({
    status: 'INVALID_ARGUMENT',
    details: { reason: 'unknown-verb' },
  });
});
