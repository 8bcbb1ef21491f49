/**
 * ID tokens as production checks them. On the emulators `verifyIdToken` asks the Auth emulator on every call, which
 * takes longer than the rest of a like and hides what a handler itself costs. With a key of our own in the place of
 * Google's published ones, the same function checks a signature in the process, as it does in the cloud.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { getAuth } from 'firebase-admin/auth';
import { projectId } from '../../functions/src/platform/config.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import type { Person } from './load.ts';

const keyId = 'bench';

/** The people with tokens signed by a new key, and the key that checks them. */
export function signTokens(people: readonly Person[]): { people: Person[]; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const now = Math.floor(Date.now() / 1000);
  const tokenFor = ({ uid, email }: Person): string => {
    const signed = [
      { alg: 'RS256', kid: keyId, typ: 'JWT' },
      {
        iss: `https://securetoken.google.com/${projectId}`,
        aud: projectId,
        auth_time: now,
        user_id: uid,
        sub: uid,
        iat: now,
        exp: now + 3600,
        email,
        email_verified: false,
        firebase: { identities: { email: [email] }, sign_in_provider: 'password' },
      },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
  };
  return {
    people: people.map((person) => ({ ...person, token: tokenFor(person) })),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** Lets this process trust the key as if Google had published it. Call it before the first token is verified. */
export function trustKey(publicKey: string): void {
  const inside = (object: unknown, name: string): object => {
    const value: unknown = object !== null && typeof object === 'object' ? Reflect.get(object, name) : undefined;
    if (value === null || typeof value !== 'object') throw new Error(`This version of firebase-admin has no ${name}`);
    return value;
  };
  const verifier = inside(getAuth(firebaseApp()), 'idTokenVerifier');
  const keys = inside(inside(verifier, 'signatureVerifier'), 'keyFetcher');
  Reflect.set(keys, 'publicKeys', { [keyId]: publicKey });
  Reflect.set(keys, 'publicKeysExpireAt', Number.POSITIVE_INFINITY);
}
