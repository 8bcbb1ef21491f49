/**
 * One secret of a deployment, FIRECIRCLE_KEY, and a key derived from it for each purpose, so that what leaks of one
 * purpose opens nothing of another. Derived with HKDF-SHA256 (RFC 5869); sealed with AES-256-GCM.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { isDemoProject, setting } from './config.ts';

const name = 'FIRECIRCLE_KEY';

/** Secrets that a function must be given: ours, and those of mail and platforms that FIRECIRCLE_SECRETS names, separated
 *  by commas. A deployment without them fails; a demo project has a key of its own. */
export const requiredSecrets: string[] = isDemoProject
  ? []
  : [name, ...(setting('FIRECIRCLE_SECRETS') ?? '').split(',').filter(Boolean)];

function masterKey(): string {
  const key = setting(name);
  if (key !== undefined && key.length >= 32) return key;
  if (isDemoProject) return 'the key of a demo project, which keeps nothing that is secret';
  throw new Error(`${name} must be set, and have at least 32 characters`);
}

const keys = new Map<string, Buffer>();

function keyFor(purpose: string): Buffer {
  const known = keys.get(purpose);
  if (known !== undefined) return known;
  const key = Buffer.from(hkdfSync('sha256', masterKey(), 'firecircle', purpose, 32));
  keys.set(purpose, key);
  return key;
}

/** A keyed digest of a text, 43 characters that are safe in a document id. Without the key it cannot be guessed back. */
export const digest = (purpose: string, text: string): string =>
  createHmac('sha256', keyFor(purpose)).update(text).digest('base64url');

/** Encrypts a text for one purpose; equal texts give different results. */
export function seal(purpose: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws when the text was not sealed for this purpose with this key, or was changed since */
export function unseal(purpose: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}
