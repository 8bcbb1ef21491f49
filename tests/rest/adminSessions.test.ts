import { getAuth } from 'firebase-admin/auth';
import type { CallableRequest } from 'firebase-functions/v2/https';
import { describe, expect, test } from 'vitest';
import { setRole } from '../../functions/src/domains/identity/operations.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { serve } from '../../functions/src/verbs/identity.ts';
import { newPerson, type Person } from '../world.ts';

/** Verbs of admins as they run where the platform has looked at the token alone, and not at the session behind it. */

function call(verb: string, input: unknown, { uid, token }: Person): Promise<unknown> {
  const claims = { firebase: { sign_in_provider: 'password' }, auth_time: Math.floor(Date.now() / 1000) };
  const header = (name: string) => (name.toLowerCase() === 'authorization' ? `Bearer ${token}` : undefined);
  const request = { data: { verb, input }, auth: { uid, token: claims }, rawRequest: { header, socket: {} } };
  return serve(request as unknown as CallableRequest);
}

async function newAdmin(): Promise<Person> {
  const admin = await newPerson('admin');
  await setRole(admin.uid, 'admin');
  return admin;
}

describe('a verb for admins', () => {
  test('is served to an admin', async () => {
    const [admin, other] = await Promise.all([newAdmin(), newPerson('other')]);
    expect(await call('unbanUser', { uid: other.uid }, admin)).toEqual({ uid: other.uid, banned: false });
  });

  test.each([
    ['disabled', (uid: string) => getAuth(firebaseApp()).updateUser(uid, { disabled: true })],
    ['no-such-user', (uid: string) => getAuth(firebaseApp()).deleteUser(uid)],
  ] as const)('is refused with a token that outlives its session: %s', async (reason, end) => {
    const [admin, other] = await Promise.all([newAdmin(), newPerson('other')]);
    await end(admin.uid);
    await expect(call('unbanUser', { uid: other.uid }, admin)).rejects.toMatchObject({
      code: 'unauthenticated',
      details: { reason },
    });
  });
});
