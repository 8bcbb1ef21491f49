import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Answer, newPerson, type RestServer, serveContract } from '../world.ts';

/** The limits of signing in, as they are outside of a demo project: the numbers are read once, when a process starts. */

const password = 'firecircle-demo';
let streaming: RestServer;
let commerce: RestServer;

beforeAll(async () => {
  vi.resetModules();
  vi.stubEnv('FIRECIRCLE_CODES_PER_MINUTE', '3');
  vi.stubEnv('FIRECIRCLE_CODES_PER_HOUR', '5');
  vi.stubEnv('FIRECIRCLE_SIGN_INS_PER_10_SECONDS', '3');
  vi.stubEnv('FIRECIRCLE_FAILED_SIGN_INS', '4');
  vi.stubEnv('FIRECIRCLE_REFRESHES_PER_MINUTE', '3');
  vi.stubEnv('FIRECIRCLE_COMMERCE_AUTH_CALLS', '12');
  streaming = await serveContract((await import('../../functions/src/rest/streaming/routes.ts')).app);
  commerce = await serveContract((await import('../../functions/src/rest/commerce/routes.ts')).app);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([streaming.close(), commerce.close()]);
});

/** An address that nobody else of this test calls from. What stands left of the last one is the caller's own word. */
const newAddress = () => ({ 'X-Forwarded-For': `${randomUUID()}, ${randomUUID()}` });
const newEmail = () => `${randomUUID()}@example.com`;

const call = (server: RestServer, path: string, body: object, headers: Record<string, string> = newAddress()) =>
  server.call('POST', `/api/auth/${path}`, { body, headers });

/** Statuses of `times` calls, one after the other. Windows may turn over between two calls, so never more are let through
 *  than two windows hold. */
async function statuses(times: number, one: () => Promise<Answer>): Promise<number[]> {
  const found: number[] = [];
  for (let time = 0; time < times; time += 1) found.push((await one()).status);
  return found;
}

const refusedOf = (found: readonly number[]) => found.filter((status) => status === 429).length;

test.each([
  ['send-verification-otp', {}],
  ['check-verification-otp', { otp: '000000' }],
  ['signin/email-otp', { otp: '000000' }],
  ['verify-email', { otp: '000000' }],
  ['forget-password/email-otp', {}],
  ['reset-password/email-otp', { otp: '000000', password }],
  ['signin/email', { password: 'not-the-password' }],
  ['signup/email', { name: 'A', password }],
])('streaming B24 /api/auth/%s is limited by e-mail, whatever address the calls come from', async (path, more) => {
  const email = newEmail();
  expect(refusedOf(await statuses(8, () => call(streaming, path, { email, ...more })))).toBeGreaterThanOrEqual(2);
});

test.each([
  ['send-verification-otp', {}],
  ['check-verification-otp', { otp: '000000' }],
  ['signin/email', { password: 'not-the-password' }],
  ['signup/email', { name: 'A', password }],
])('streaming B24 /api/auth/%s is limited by address, whatever e-mail it names', async (path, more) => {
  const address = newAddress();
  const found = await statuses(8, () => call(streaming, path, { email: newEmail(), ...more }, address));
  expect(refusedOf(found)).toBeGreaterThanOrEqual(2);
});

test('streaming B24 over the limit is 429 with Retry-After, for a crowd at once too', async () => {
  const email = newEmail();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call(streaming, 'signin/email', { email, password: 'not-the-password' })),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(14);
  for (const { body, headers } of refused) {
    expect(body).toEqual({ success: false, error: 'Too many requests. Please try again later.' });
    expect(Number(headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
    expect(Number(headers.get('Retry-After'))).toBeLessThanOrEqual(10);
  }
});

test('streaming B24 an address gets no more than so many codes in an hour', async () => {
  const { sendCode } = await import('../../functions/src/domains/identity/codes/operations.ts');
  const { takeFrom } = await import('../../functions/src/platform/rateLimit.ts');
  const email = newEmail();
  await takeFrom({ scope: 'codes-hour', max: 5, windowMs: 3_600_000 }, email, 5);
  await expect(sendCode(email, 'sign-in', randomUUID())).rejects.toMatchObject({ reason: 'rate-limited-codes-hour' });
});

test('streaming S11 refreshing is limited by address', async () => {
  const address = newAddress();
  const found = await statuses(8, () => call(streaming, 'refresh', { refreshToken: 'x' }, address));
  expect(refusedOf(found)).toBeGreaterThanOrEqual(2);
});

test('streaming S39 guesses at the current password are limited', async () => {
  const { token } = await newPerson();
  const guess = () =>
    streaming.call('PATCH', '/api/viewer/password', {
      token,
      body: { currentPassword: 'not-the-password', newPassword: 'new-password' },
    });
  expect(refusedOf(await statuses(8, guess))).toBeGreaterThanOrEqual(2);
});

test('commerce B16 wrong passwords of one e-mail are limited, right ones are not', async () => {
  const { email } = await newPerson();
  const login = (given: string) => call(commerce, 'login', { email, password: given });
  expect(await statuses(6, () => login(password))).toEqual(Array(6).fill(200));
  const answers = await Promise.all(Array.from({ length: 20 }, () => login('not-the-password')));
  expect(refusedOf(answers.map(({ status }) => status))).toBeGreaterThanOrEqual(12);
  const refused = await login(password);
  expect([refused.status, refused.body]).toEqual([429, { error: 'Too many requests, please try again later.' }]);
  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
});

test('commerce B16 the group is limited by address, and says on every answer what is left', async () => {
  const address = newAddress();
  const first = await call(commerce, 'refresh', { refreshToken: 'x' }, address);
  expect([first.status, first.headers.get('RateLimit-Limit'), first.headers.get('RateLimit-Remaining')]).toEqual([
    401,
    '12',
    '11',
  ]);
  const found = await statuses(25, () => call(commerce, 'login', { email: newEmail(), password }, address));
  expect(refusedOf(found)).toBeGreaterThanOrEqual(2);
  const refused = await call(commerce, 'register', {}, address);
  expect([refused.status, refused.headers.get('RateLimit-Remaining')]).toEqual([429, '0']);
});
