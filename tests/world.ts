import { randomUUID } from 'node:crypto';
import { type ServerType, serve } from '@hono/node-server';
import { getAuth } from 'firebase-admin/auth';
import { type ContentName, contentRef } from '../functions/src/domains/content/documents.ts';
import { putContents } from '../functions/src/domains/content/operations.ts';
import { type Interaction, interactionRef } from '../functions/src/domains/engagement/documents.ts';
import type { Caller } from '../functions/src/platform/auth.ts';
import { firebaseApp } from '../functions/src/platform/firebase.ts';
import { firestore } from '../functions/src/platform/firestore.ts';
import { app as engagement } from '../functions/src/rest/engagement/routes.ts';
import type { ContentInput } from '../sdk/src/verbs/content.ts';

/** People and contents of their own for every test, so that tests share one emulator and no state. */

export interface Person {
  readonly uid: string;
  readonly email: string;
  readonly token: string;
}

const password = 'firecircle-demo';
const authUrl = (path: string) =>
  `http://${process.env.FIREBASE_AUTH_EMULATOR_HOST}/identitytoolkit.googleapis.com/v1/${path}?key=demo`;

async function identityToolkit(path: string, body: object): Promise<Record<string, string>> {
  const response = await fetch(authUrl(path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json() as Promise<Record<string, string>>;
}

export async function newPerson(name = 'person'): Promise<Person> {
  const uid = `${name}-${randomUUID()}`;
  const email = `${uid}@example.com`;
  await getAuth(firebaseApp()).createUser({ uid, email, password, emailVerified: true });
  return { uid, email, token: await signIn({ email }) };
}

/** A fresh ID token by the ordinary password sign-in. */
export async function signIn({ email }: { email: string }): Promise<string> {
  const { idToken } = await identityToolkit('accounts:signInWithPassword', {
    email,
    password,
    returnSecureToken: true,
  });
  return String(idToken);
}

export async function newVisitor(): Promise<Person> {
  const { idToken, localId } = await identityToolkit('accounts:signUp', { returnSecureToken: true });
  return { uid: String(localId), email: '', token: String(idToken) };
}

export const callerFor = ({ uid }: { uid: string }): Caller => ({ uid, anonymous: false, signedInAtMs: Date.now() });

export async function newContent(fields: Partial<ContentInput> = {}): Promise<ContentName> {
  const contentId = randomUUID().replaceAll('-', '').slice(0, 24);
  const input: ContentInput = { contentType: 'media', contentId, title: `Content ${contentId}`, ...fields };
  await putContents([input]);
  return { contentType: input.contentType, contentId: input.contentId };
}

export async function storedInteraction(
  person: { uid: string },
  content: ContentName,
): Promise<Interaction | undefined> {
  return (await interactionRef(person.uid, content).get()).data();
}

export async function setContent(content: ContentName, fields: Record<string, unknown>): Promise<void> {
  await contentRef(content).withConverter(null).update(fields);
}

/** The true counter: the content's own part and every shard's, and beside it the facts of the people given. */
export async function counted(
  content: ContentName,
  counter: 'likes' | 'saves' | 'shares' | 'views' | 'dislikes',
): Promise<number> {
  const main = contentRef(content).withConverter(null);
  // At one instant: a fold between two reads would be missed by one of them or seen by both.
  const parts = await firestore().runTransaction(
    async (instant) => [await instant.get(main), ...(await instant.get(main.collection('shards'))).docs],
    { readOnly: true },
  );
  return parts.reduce((sum, part) => sum + (part.get(counter) ?? 0), 0);
}

export async function likesOf(content: ContentName, people: readonly { uid: string }[]): Promise<number> {
  const facts = await Promise.all(people.map((person) => storedInteraction(person, content)));
  return facts.filter((fact) => fact?.liked === true).length;
}

/** An answer over HTTP. `body` is what JSON gave; tests compare it with literals. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

/** JSON of unknown shape that can be looked into; a path that does not exist is undefined. */
export interface Json {
  readonly [key: string]: Json;
}

export interface RestServer {
  readonly url: string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** The engagement contract on a real HTTP server in this process. */
export const serveEngagement = (): Promise<RestServer> => serveContract(engagement);

/** The social-sync contract on a real HTTP server in this process. */
export async function serveSocialSync(): Promise<RestServer> {
  return serveContract((await import('../functions/src/rest/social-sync/routes.ts')).app);
}

/** Any contract on a real HTTP server in this process: `serveContract(app)` with what its routes.ts exports. */
export async function serveContract(app: {
  readonly fetch: Parameters<typeof serve>[0]['fetch'];
}): Promise<RestServer> {
  const server = await new Promise<ServerType>((resolve) => {
    const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    call: (method, path, options) => callAt(url, method, path, options),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export async function callAt(url: string, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const { token, body, headers } = options;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('Content-Type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
}
