import { randomUUID } from 'node:crypto';
import { getAuth } from 'firebase-admin/auth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeRef } from '../../functions/src/domains/identity/codes/documents.ts';
import { banUser } from '../../functions/src/domains/identity/operations.ts';
import { mails } from '../../functions/src/domains/mail/documents.ts';
import { deliverMail } from '../../functions/src/domains/mail/operations.ts';
import { accountRef } from '../../functions/src/domains/profiles/documents.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { app } from '../../functions/src/rest/streaming/routes.ts';
import { type CodeType, codeTypes } from '../../sdk/src/verbs/identity.ts';
import { costOf, tapFirestore } from '../firestoreTap.ts';
import { newPerson, type RestServer, serveContract } from '../world.ts';
import { tapAuth } from './authTap.ts';
import { codeFor, expire, mailsTo, otherThan } from './mailbox.ts';

const password = 'firecircle-demo';
const wrongCode = { success: false, error: 'Invalid OTP' };

let rest: RestServer;
beforeAll(async () => {
  rest = await serveContract(app);
});
afterAll(() => rest.close());

const newEmail = () => `${randomUUID()}@example.com`;
const post = (path: string, body: unknown, token?: string) => rest.call('POST', `/api/auth/${path}`, { body, token });
const me = (token: unknown) => rest.call('GET', '/api/viewer/me', { token: String(token) });

async function send(email: string, type: CodeType): Promise<string> {
  const answer = await post('send-verification-otp', { email, type });
  expect([answer.status, answer.body]).toEqual([200, { success: true, message: 'OTP sent successfully' }]);
  return codeFor(email, type);
}

/** Where a code of each type is used up. */
const uses: Readonly<Record<CodeType, (email: string, otp: string) => ReturnType<typeof post>>> = {
  'sign-in': (email, otp) => post('signin/email-otp', { email, otp }),
  'email-verification': (email, otp) => post('verify-email', { email, otp }),
  'forget-password': (email, otp) => post('reset-password/email-otp', { email, otp, password: 'new-password' }),
};

async function signUp(): Promise<{ email: string; uid: string; token: string }> {
  const email = newEmail();
  const { body } = await post('signup/email', { name: 'Somebody', email, password });
  return { email, uid: String(body.data?.user?.id), token: String(body.data?.token) };
}

const authUser = (uid: string) => getAuth(firebaseApp()).getUser(uid);

describe('streaming: codes', () => {
  test('a code alone does not open a proved account that has a second factor', async () => {
    const { uid, email } = await newPerson('careful');
    const factor = { uid: randomUUID(), phoneNumber: '+16505550101', factorId: 'phone' };
    await getAuth(firebaseApp()).updateUser(uid, { multiFactor: { enrolledFactors: [factor] } });
    const answer = await post('signin/email-otp', { email, otp: await send(email, 'sign-in') });
    expect([answer.status, answer.body.data]).toEqual([403, undefined]);
    expect((await authUser(uid)).multiFactor?.enrolledFactors).toHaveLength(1);
  });

  test('streaming S4 and S5 mail a code and check it', async () => {
    const email = newEmail();
    const otp = await send(email, 'sign-in');
    const answer = await post('check-verification-otp', { email: email.toUpperCase(), otp, type: 'sign-in' });
    expect([answer.status, answer.body]).toEqual([
      200,
      { success: true, data: { valid: true }, message: 'OTP verified successfully' },
    ]);
  });

  test('streaming S4 sends a code that verifies the address when no type is named', async () => {
    const { email } = await signUp();
    expect((await post('send-verification-otp', { email })).status).toBe(200);
    expect((await mailsTo(email)).map(({ message }) => message?.subject)).toHaveLength(2);
  });

  test.each([
    [{}],
    [{ email: 'x' }],
    [{ email: 'a@example.com', type: 'other' }],
    [{ email: ['a@example.com'] }],
    ['null'],
  ])('streaming S4 refuses %j', async (body) => {
    expect((await post('send-verification-otp', body)).status).toBe(400);
  });

  test.each(['12345', '1234567', 'abcdef', '１２３４５６', 123456, ' 12345', null])(
    'streaming S5 refuses %j as no code, which is no try',
    async (otp) => {
      const email = newEmail();
      await send(email, 'sign-in');
      const answer = await post('check-verification-otp', { email, otp, type: 'sign-in' });
      expect([answer.status, answer.body.error]).toEqual([400, 'Validation failed']);
      expect((await codeRef(email, 'sign-in').get()).data()?.tries).toBe(0);
    },
  );

  test('streaming B12 a code has 6 digits, lives 300 s, and is kept as a keyed digest alone', async () => {
    const email = newEmail();
    const otp = await send(email, 'sign-in');
    expect(otp).toMatch(/^\d{6}$/);
    const stored = (await codeRef(email, 'sign-in').get()).data();
    const lifetimeMs = (stored?.validUntil.toMillis() ?? 0) - Date.now();
    expect(lifetimeMs).toBeGreaterThan(290_000);
    expect(lifetimeMs).toBeLessThanOrEqual(300_000);
    expect(JSON.stringify(stored)).not.toContain(otp);
    expect(JSON.stringify(stored) + codeRef(email, 'sign-in').id).not.toContain(email);
  });

  test.each(codeTypes)('streaming B12 a %s code takes three wrong tries; the fourth call destroys it', async (type) => {
    const { email } = await signUp();
    const otp = await send(email, type);
    for (let tries = 1; tries <= 3; tries += 1) {
      const answer = await uses[type](email, otherThan(otp));
      expect([answer.status, answer.body]).toEqual([400, wrongCode]);
    }
    const fourth = await uses[type](email, otp);
    expect([fourth.status, fourth.body]).toEqual([403, { success: false, error: 'Too many attempts' }]);
    const fifth = await uses[type](email, otp);
    expect([fifth.status, fifth.body]).toEqual([400, wrongCode]);
    expect((await codeRef(email, type).get()).exists).toBe(false);
  });

  test.each(codeTypes)('streaming B12 a %s code works once, and not after its time', async (type) => {
    const { email } = await signUp();
    const otp = await send(email, type);
    await expire(email, type);
    const late = await uses[type](email, otp);
    expect([late.status, late.body]).toEqual([400, { success: false, error: 'OTP expired' }]);
    const fresh = await send(email, type);
    expect((await uses[type](email, fresh)).status).toBe(200);
    expect((await uses[type](email, fresh)).body).toEqual(wrongCode);
  });

  test.each(codeTypes)('streaming B12 of many who use one %s code at once one gets through', async (type) => {
    const { email } = await signUp();
    const otp = await send(email, type);
    const answers = await Promise.all(Array.from({ length: 12 }, () => uses[type](email, otp)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(11).fill(400)]);
  });

  test('streaming B12 a newer code replaces the older one', async () => {
    const email = newEmail();
    const old = await send(email, 'sign-in');
    let fresh = await send(email, 'sign-in');
    while (fresh === old) fresh = await send(email, 'sign-in');
    expect((await uses['sign-in'](email, old)).body).toEqual(wrongCode);
    expect((await uses['sign-in'](email, fresh)).status).toBe(200);
  });

  test.each([
    ['check-verification-otp', { type: 'sign-in' }],
    ['signin/email-otp', {}],
  ])('streaming B12 of 64 guesses at once at %s no more than three are judged', async (path, more) => {
    const email = newEmail();
    const otp = await send(email, 'sign-in');
    const guesses = Array.from({ length: 64 }, (_, index) =>
      String((Number(otp) + 1 + index) % 1_000_000).padStart(6, '0'),
    );
    const tap = tapFirestore();
    const answers = await Promise.all(guesses.map((guess) => post(path, { email, otp: guess, ...more })));
    tap.remove();
    const stored = (await codeRef(email, 'sign-in').get()).data();
    // Three tries were counted; whoever came after them met an exhausted code, and the first of those destroyed it.
    expect(stored).toBeUndefined();
    const texts = answers.map(({ body }) => String(body.error));
    expect(texts.filter((text) => text === 'Too many attempts')).toHaveLength(1);
    expect(texts.filter((text) => text === 'Invalid OTP')).toHaveLength(63);
    expect((await uses['sign-in'](email, otp)).body).toEqual(wrongCode);
  });

  test('streaming B12 a right guess among 64 at once gains nothing over three tries', async () => {
    let found = 0;
    for (let round = 0; round < 6; round += 1) {
      const email = newEmail();
      const otp = await send(email, 'sign-in');
      const guesses = Array.from({ length: 64 }, (_, index) =>
        String((Number(otp) + 64 - index) % 1_000_000).padStart(6, '0'),
      );
      guesses[63] = otp;
      const answers = await Promise.all(
        guesses.map((guess) => post('check-verification-otp', { email, otp: guess, type: 'sign-in' })),
      );
      found += answers.filter(({ status }) => status === 200).length;
    }
    // Judged before its commit, the right guess would be found in every round.
    expect(found).toBeLessThan(6);
  });

  test('streaming B13 a code opens nothing of another type', async () => {
    const { email } = await signUp();
    for (const type of codeTypes) {
      const otp = await send(email, type);
      for (const other of codeTypes.filter((name) => name !== type)) {
        await codeRef(email, other).delete();
        expect((await uses[other](email, otp)).body).toEqual(wrongCode);
      }
    }
  });

  test('streaming B14 a check leaves a right code usable and counts a wrong one', async () => {
    const email = newEmail();
    const otp = await send(email, 'sign-in');
    const check = (guess: string) => post('check-verification-otp', { email, otp: guess, type: 'sign-in' });
    for (let times = 0; times < 5; times += 1) expect((await check(otp)).status).toBe(200);
    for (let tries = 0; tries < 3; tries += 1) expect((await check(otherThan(otp))).body).toEqual(wrongCode);
    expect((await check(otp)).status).toBe(403);
  });

  test('streaming B14 and B15 nobody can tell a known address from an unknown one', async () => {
    const known = (await newPerson()).email;
    const unknown = newEmail();
    const tap = await tapAuth();
    try {
      const asked = async (path: string, body: unknown) => {
        let answer = '';
        const cost = await costOf(async () => {
          const { status, text } = await post(path, body);
          answer = `${status} ${text}`;
        });
        return { answer, cost, auth: tap.calls() };
      };
      const questions: Array<[path: string, more: object]> = [
        ['forget-password/email-otp', {}],
        ...codeTypes.flatMap(
          (type): Array<[string, object]> => [
            ['send-verification-otp', { type }],
            ['check-verification-otp', { type, otp: '000000' }],
          ],
        ),
        ['signin/email-otp', { otp: '000000' }],
        ['verify-email', { otp: '000000' }],
        ['reset-password/email-otp', { otp: '000000', password: 'new-password' }],
        ['signin/email', { password: 'not-the-password' }],
      ];
      for (const [path, more] of questions) {
        const ofKnown = await asked(path, { email: known, ...more });
        const ofUnknown = await asked(path, { email: unknown, ...more });
        expect([path, ofKnown]).toEqual([path, ofUnknown]);
        expect(ofKnown.auth).toEqual(
          path === 'signin/email' ? ['POST /identitytoolkit.googleapis.com/v1/accounts:signInWithPassword'] : [],
        );
      }
    } finally {
      await tap.close();
    }
  });

  test('streaming B15 an address without an account gets no mail but the code that may sign it up', async () => {
    const email = newEmail();
    for (const type of codeTypes) await post('send-verification-otp', { email, type });
    await post('forget-password/email-otp', { email });
    const written = await mails().where('to', '==', email).get();
    for (const { id } of written.docs) await deliverMail(id);
    const left = async () => (await mailsTo(email)).map(({ message, delivery }) => [message?.subject, delivery.state]);
    // A trigger may be at it too.
    await expect.poll(left).toEqual([[expect.stringMatching(/is your sign-in code$/), 'SUCCESS']]);
  });
});

describe('streaming: what codes open', () => {
  test('streaming S3 and B16 a sign-in code makes an account of a new, proved address', async () => {
    const email = newEmail();
    const answer = await uses['sign-in'](email, await send(email, 'sign-in'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-auth-token')).toBe(answer.body.data?.token);
    expect(answer.body.data).toMatchObject({ expiresIn: 3600, user: { email, emailVerified: true, role: 'USER' } });
    expect((await me(answer.body.data?.token)).body.data?.emailVerified).toBe(true);
    const { body } = await rest.call('GET', '/api/viewer/profile', { token: String(answer.body.data?.token) });
    expect(body.data?.hasPassword).toBe(false);
    // It has no password to be changed, and none to sign in with.
    const change = await rest.call('PATCH', '/api/viewer/password', {
      token: String(answer.body.data?.token),
      body: { currentPassword: password, newPassword: 'new-password' },
    });
    expect([change.status, change.body.error]).toEqual([400, 'Credential account not found']);
  });

  test('streaming S3 signs the same account in again', async () => {
    const email = newEmail();
    const first = await uses['sign-in'](email, await send(email, 'sign-in'));
    const second = await uses['sign-in'](email, await send(email, 'sign-in'));
    expect(second.body.data?.user?.id).toBe(first.body.data?.user?.id);
    expect((await me(first.body.data?.token)).status).toBe(200);
  });

  test('streaming S3 refuses an account that is disabled or banned', async () => {
    const [disabled, banned] = [await newPerson(), await newPerson()];
    await getAuth(firebaseApp()).updateUser(disabled.uid, { disabled: true });
    await banUser(banned.uid);
    for (const { email } of [disabled, banned]) {
      const answer = await uses['sign-in'](email, await send(email, 'sign-in'));
      expect([answer.status, answer.body]).toEqual([403, { success: false, error: 'Account disabled' }]);
    }
  });

  test('streaming S3 the first proof of an address closes every way in that a stranger set up', async () => {
    const stranger = await signUp();
    const { uid, email } = stranger;
    await getAuth(firebaseApp()).updateUser(uid, {
      providerToLink: { providerId: 'google.com', uid: `google-${uid}` },
      phoneNumber: `+1555${String(Date.now()).slice(-7)}`,
    });
    const owner = await uses['sign-in'](email, await send(email, 'sign-in'));
    expect(owner.body.data?.user).toMatchObject({ id: uid, emailVerified: true });
    expect((await me(owner.body.data?.token)).status).toBe(200);
    expect((await me(stranger.token)).status).toBe(401);
    expect((await post('signin/email', { email, password })).status).toBe(401);
    const user = await authUser(uid);
    expect(user.providerData.map(({ providerId }) => providerId)).toEqual(['password']);
    expect([user.phoneNumber, user.emailVerified, user.email]).toEqual([undefined, true, email]);
    expect((await accountRef(uid).get()).data()).toMatchObject({ hasPassword: false, emailVerified: true });
    expect((await mailsTo(email))[0]?.message?.subject).toBe('Your Firecircle account is confirmed');
    // A later proof of the same address closes nothing.
    await uses['sign-in'](email, await send(email, 'sign-in'));
    expect((await me(owner.body.data?.token)).status).toBe(200);
  });

  test('streaming S6 and B17 the signed-in account proves its address: Firebase Auth says so, its session goes on', async () => {
    const { email, uid, token } = await signUp();
    const answer = await post('verify-email', { email, otp: await codeFor(email, 'email-verification') }, token);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      success: true,
      data: { status: true, token: expect.any(String), user: expect.objectContaining({ email, emailVerified: true }) },
      message: 'Email verified successfully',
    });
    expect((await authUser(uid)).emailVerified).toBe(true);
    for (const each of [token, String(answer.body.data?.token)]) {
      const session = await rest.call('GET', '/api/auth/get-session', { token: each });
      expect(session.body.data?.user?.emailVerified).toBe(true);
    }
    expect((await post('signin/email', { email, password })).body.data?.user?.emailVerified).toBe(true);
  });

  test('streaming S6 whoever proves it without being that account ends what was set up before', async () => {
    const stranger = await signUp();
    const other = await newPerson();
    const { email } = stranger;
    const answer = await post('verify-email', { email, otp: await codeFor(email, 'email-verification') }, other.token);
    expect(answer.body.data).toEqual({
      status: true,
      token: null,
      user: expect.objectContaining({ emailVerified: true }),
    });
    expect((await me(stranger.token)).status).toBe(401);
    expect((await post('signin/email', { email, password })).status).toBe(401);
  });

  test('streaming S6 changes nothing of an address that was proved before', async () => {
    const { email, token } = await newPerson();
    const answer = await uses['email-verification'](email, await send(email, 'email-verification'));
    expect([answer.status, answer.body.data?.token]).toEqual([200, null]);
    expect((await me(token)).status).toBe(200);
    expect((await post('signin/email', { email, password })).status).toBe(200);
  });

  test('streaming S7, S8 and B18 a reset sets the password and ends every session', async () => {
    const { email, token } = await newPerson();
    await rest.call('GET', '/api/viewer/me', { token });
    const sent = await post('forget-password/email-otp', { email });
    expect([sent.status, sent.body]).toEqual([
      200,
      { success: true, message: 'If the account exists, a reset code has been sent' },
    ]);
    const otp = await codeFor(email, 'forget-password');
    const answer = await post('reset-password/email-otp', { email, otp, newPassword: 'new-password' });
    expect([answer.status, answer.body]).toEqual([200, { success: true, message: 'Password reset successfully' }]);
    expect((await me(token)).status).toBe(401);
    expect((await post('signin/email', { email, password })).status).toBe(401);
    const next = await post('signin/email', { email, password: 'new-password' });
    expect((await me(next.body.data?.token)).status).toBe(200);
  });

  test('streaming S8 gives an account without a password one, and proves an address that was not', async () => {
    const { email, token } = await signUp();
    const answer = await uses['forget-password'](email, await send(email, 'forget-password'));
    expect(answer.status).toBe(200);
    expect((await me(token)).status).toBe(401);
    const next = await post('signin/email', { email, password: 'new-password' });
    expect(next.body.data?.user).toMatchObject({ emailVerified: true });
    const profile = await rest.call('GET', '/api/viewer/profile', { token: String(next.body.data?.token) });
    expect(profile.body.data?.hasPassword).toBe(true);
  });

  test.each([{}, { password: 'short' }, { password: 7 }, { newPassword: 'short' }])(
    'streaming S8 refuses the new password of %j before the code is used',
    async (passwords) => {
      const { email } = await newPerson();
      const otp = await send(email, 'forget-password');
      const answer = await post('reset-password/email-otp', { email, otp, ...passwords });
      expect([answer.status, answer.body.error]).toEqual([400, 'Validation failed']);
      expect((await uses['forget-password'](email, otp)).status).toBe(200);
    },
  );

  test('streaming B10 no answer holds a code', async () => {
    const { email } = await newPerson();
    for (const type of codeTypes) {
      const sent = await post('send-verification-otp', { email, type });
      const otp = await codeFor(email, type);
      const checked = await post('check-verification-otp', { email, type, otp });
      const used = await uses[type](email, otp);
      for (const { text } of [sent, checked, used]) expect(text.replaceAll(/"[\w.-]{100,}"/g, '')).not.toContain(otp);
    }
  });

  test('streaming S3 of many first sign-ins at once, with a code each, one account comes to be', async () => {
    const email = newEmail();
    const otp = await send(email, 'sign-in');
    const [first, signedUp] = await Promise.all([
      uses['sign-in'](email, otp),
      post('signup/email', { name: 'Stranger', email, password }),
    ]);
    expect(first.status).toBe(200);
    expect([201, 401, 409]).toContain(signedUp.status);
    const { uid } = await getAuth(firebaseApp()).getUserByEmail(email);
    expect(first.body.data?.user?.id).toBe(uid);
  });
});
