import { randomUUID } from 'node:crypto';
import { getAuth } from 'firebase-admin/auth';
import { describe, expect, test } from 'vitest';
import { codeRef } from '../../functions/src/domains/identity/codes/documents.ts';
import { checkCode, consumeCode, personData, sendCode } from '../../functions/src/domains/identity/codes/operations.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { costOf, tapFirestore } from '../firestoreTap.ts';
import { codeFor, otherThan } from '../rest/mailbox.ts';

const address = randomUUID();
const newEmail = () => `${randomUUID()}@example.com`;

async function sent(email: string): Promise<string> {
  await sendCode(email, 'sign-in', address);
  return codeFor(email, 'sign-in');
}
const tries = async (email: string) => (await codeRef(email, 'sign-in').get()).data()?.tries;

/** Loses the answer of the n-th commit to a code, or breaks it before it is sent. */
async function breaking(fault: 'before' | 'after', work: () => Promise<unknown>): Promise<unknown> {
  const tap = tapFirestore();
  let broken = false;
  tap.plan = (method, request) => {
    if (broken || method !== 'commit' || !JSON.stringify(request).includes('/codes/')) return null;
    broken = true;
    return fault;
  };
  try {
    return await work();
  } finally {
    tap.remove();
    expect(broken).toBe(true);
  }
}

describe('a code', () => {
  test('costs five writes and no read to send, and one read and three writes to use', async () => {
    const email = newEmail();
    expect(await costOf(() => sendCode(email, 'sign-in', address))).toMatchObject({ reads: 0, writes: 5, deletes: 0 });
    const code = await codeFor(email, 'sign-in');
    expect(await costOf(() => checkCode(email, 'sign-in', code, address))).toMatchObject({ reads: 1, writes: 3 });
    expect(await costOf(() => consumeCode(email, 'sign-in', code, address))).toMatchObject({ reads: 1, writes: 3 });
  });

  test.each(['before', 'after'] as const)('is used once when its commit breaks %s it is carried out', async (fault) => {
    const email = newEmail();
    const code = await sent(email);
    await breaking(fault, () => consumeCode(email, 'sign-in', code, address));
    await expect(consumeCode(email, 'sign-in', code, address)).rejects.toMatchObject({ reason: 'code-invalid' });
  });

  test.each(['before', 'after'] as const)(
    'counts one try when its commit breaks %s it is carried out',
    async (fault) => {
      const email = newEmail();
      const code = await sent(email);
      const wrong = breaking(fault, () => checkCode(email, 'sign-in', otherThan(code), address));
      await expect(wrong).rejects.toMatchObject({ reason: 'code-invalid' });
      expect(await tries(email)).toBe(1);
    },
  );

  test('that is being replaced is judged as one or the other', async () => {
    const email = newEmail();
    const code = await sent(email);
    const results = await Promise.allSettled([
      ...Array.from({ length: 2 }, () => consumeCode(email, 'sign-in', code, address)),
      sendCode(email, 'sign-in', address),
    ]);
    const through = results.slice(0, 2).filter(({ status }) => status === 'fulfilled');
    expect(through.length).toBeLessThanOrEqual(1);
    await consumeCode(email, 'sign-in', await codeFor(email, 'sign-in'), address);
  });

  test('of a person is exported without its digest, and erased', async () => {
    const email = newEmail();
    const { uid } = await getAuth(firebaseApp()).createUser({ email });
    await sent(email);
    const found = [];
    for await (const document of personData.exportOf(uid)) found.push(document);
    expect(found).toEqual([
      {
        path: codeRef(email, 'sign-in').path,
        data: {
          tries: 0,
          used: false,
          createdAt: expect.any(String),
          validUntil: expect.any(String),
          expiresAt: expect.any(String),
        },
      },
    ]);
    await personData.erase(uid);
    expect((await codeRef(email, 'sign-in').get()).exists).toBe(false);
  });
});
