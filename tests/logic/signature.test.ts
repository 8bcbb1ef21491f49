import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { Agent } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { initializeApp } from 'firebase-admin/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callerOf } from '../../functions/src/platform/auth.ts';

/**
 * Real tokens with real signatures: the Auth emulator's are unsigned, so here the library verifies as it does in
 * production, against keys that a server in this process gives out in place of Google's.
 */

const projectId = 'a-real-project';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

class KeyServerAgent extends Agent {
  readonly #port: number;
  constructor(port: number) {
    super();
    this.#port = port;
  }
  override createConnection(): ReturnType<Agent['createConnection']> {
    return connect(this.#port, '127.0.0.1');
  }
}

let keys: Server;
beforeAll(async () => {
  delete process.env.FIREBASE_AUTH_EMULATOR_HOST;
  keys = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=3600' });
    response.end(JSON.stringify({ ours: pem }));
  });
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  const { port } = keys.address() as AddressInfo;
  initializeApp({ projectId, httpAgent: new KeyServerAgent(port) });
});
afterAll(() => keys.close());

const now = Math.floor(Date.now() / 1000);
const claims = {
  iss: `https://securetoken.google.com/${projectId}`,
  aud: projectId,
  auth_time: now - 60,
  user_id: 'alice',
  sub: 'alice',
  iat: now - 60,
  exp: now + 3540,
  firebase: { identities: {}, sign_in_provider: 'password' },
};
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(changes: object = {}, header: object = {}, key = privateKey): string {
  const content = `${part({ alg: 'RS256', kid: 'ours', typ: 'JWT', ...header })}.${part({ ...claims, ...changes })}`;
  return `${content}.${createSign('RSA-SHA256').update(content).sign(key).toString('base64url')}`;
}

const refused = (token: string) =>
  expect(callerOf(`Bearer ${token}`)).rejects.toMatchObject({ code: 'unauthenticated', message: 'Unauthorized' });

test('a token that Firebase signed for this project is its user', async () => {
  expect(await callerOf(`Bearer ${signed()}`)).toEqual({
    uid: 'alice',
    anonymous: false,
    signedInAtMs: (now - 60) * 1000,
  });
  const visitor = signed({ firebase: { identities: {}, sign_in_provider: 'anonymous' } });
  expect(await callerOf(`Bearer ${visitor}`)).toMatchObject({ anonymous: true });
});

test('no header is nobody', async () => {
  expect(await callerOf(undefined)).toBeNull();
});

describe('refused', () => {
  test('each flipped bit of the first and last bytes of a signature, and of the claims', async () => {
    const [header, body, signature] = signed().split('.') as [string, string, string];
    for (const position of [0, 1, 127, 254, 255]) {
      for (let bit = 0; bit < 8; bit += 1) {
        const bytes = Buffer.from(signature, 'base64url');
        bytes[position] = (bytes[position] ?? 0) ^ (1 << bit);
        await refused(`${header}.${body}.${bytes.toString('base64url')}`);
      }
    }
    await refused(`${header}.${part({ ...claims, sub: 'bob', user_id: 'bob' })}.${signature}`);
  });

  test('no signature, and none asked for', async () => {
    const [header, body] = signed().split('.') as [string, string];
    await refused(`${header}.${body}.`);
    await refused(`${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`);
  });

  test('the public key taken as a shared secret', async () => {
    const content = `${part({ alg: 'HS256', kid: 'ours', typ: 'JWT' })}.${part(claims)}`;
    await refused(`${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`);
  });

  test("a stranger's key, under our key's name and under its own", async () => {
    await refused(signed({}, {}, stranger.privateKey));
    await refused(signed({}, { kid: 'theirs' }, stranger.privateKey));
    await refused(signed({}, { kid: undefined }));
  });

  test.each([
    ['expired', { iat: now - 7200, exp: now - 3600 }],
    ["another project's", { aud: 'other', iss: 'https://securetoken.google.com/other' }],
    ["another issuer's", { iss: 'https://example.com' }],
    ['without a subject', { sub: '' }],
    ['with a subject of 129 characters', { sub: 'x'.repeat(129) }],
  ])('one that is %s', async (_, changes) => {
    await refused(signed(changes));
  });
});
