import { createHash, randomUUID } from 'node:crypto';
import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import { signInAnonymously, signInWithEmailAndPassword } from 'firebase/auth';
import { setLogLevel } from 'firebase/firestore';
import { deleteApp as deleteAdminApp, getApps, initializeApp as initializeAdminApp } from 'firebase-admin/app';
import { getAuth as getAdminAuth } from 'firebase-admin/auth';
import { type DocumentReference, getFirestore as getAdminFirestore, Timestamp } from 'firebase-admin/firestore';
import { afterAll, afterEach, expect } from 'vitest';
import {
  type ContentInput,
  type ContentName,
  connectFirecircleEmulators,
  type Firecircle,
  type FirecircleError,
  type FirecircleOptions,
  getFirecircle,
  type LiveMetadata,
  watchMetadata,
} from '../../sdk/src/index.ts';
import { putContents } from '../../sdk/src/server.ts';

/** Clients as an app makes them, each with its own Firebase app, so that two clients are two devices. */

// A refused write is part of many tests, and Firestore would report each on the console.
setLogLevel('silent');

const projectId = process.env.GCLOUD_PROJECT ?? 'demo-firecircle';

function portOf(name: string, fallback: number): number {
  return Number(process.env[name]?.split(':').at(-1) ?? fallback);
}

export const ports = {
  firestorePort: portOf('FIRESTORE_EMULATOR_HOST', 8080),
  authPort: portOf('FIREBASE_AUTH_EMULATOR_HOST', 9099),
  functionsPort: Number(new URL(process.env.FIRECIRCLE_FUNCTIONS_URL ?? 'http://127.0.0.1:5001').port),
};

const adminApp = getApps()[0] ?? initializeAdminApp({ projectId });
export const adminFirestore = getAdminFirestore(adminApp);
const adminAuth = getAdminAuth(adminApp);

const apps = new Set<FirebaseApp>();

/** A device on which nobody has signed in. */
export function newDevice(
  options: FirecircleOptions = {},
  functionsPort = ports.functionsPort,
  prepare: (app: FirebaseApp) => unknown = () => {},
): Firecircle {
  const app = initializeApp({ projectId, apiKey: 'demo' }, randomUUID());
  prepare(app);
  apps.add(app);
  const firecircle = getFirecircle(app, options);
  connectFirecircleEmulators(firecircle, { ...ports, functionsPort });
  return firecircle;
}

export interface Person {
  readonly uid: string;
  readonly email: string;
}

export const password = 'firecircle-demo';

export async function newPerson(name = 'person', role?: string): Promise<Person> {
  const uid = `${name}-${randomUUID()}`;
  const email = `${uid}@example.com`;
  await adminAuth.createUser({ uid, email, password, emailVerified: true });
  if (role !== undefined) {
    await adminAuth.setCustomUserClaims(uid, { role });
    await standingDoc(uid).set({ role });
  }
  return { uid, email };
}

export async function signIn(firecircle: Firecircle, { email }: Person): Promise<void> {
  await signInWithEmailAndPassword(firecircle.auth, email, password);
}

/** A device on which a person has signed in; a new person unless one is given. */
export async function newClient(
  person?: Person,
  options: FirecircleOptions = {},
  prepare?: (app: FirebaseApp) => unknown,
): Promise<Firecircle> {
  const firecircle = newDevice(options, ports.functionsPort, prepare);
  await signIn(firecircle, person ?? (await newPerson()));
  return firecircle;
}

export async function newVisitor(): Promise<Firecircle> {
  const firecircle = newDevice();
  await signInAnonymously(firecircle.auth);
  return firecircle;
}

export function uidOf(firecircle: Firecircle): string {
  const { currentUser } = firecircle.auth;
  if (!currentUser) throw new Error('Nobody is signed in.');
  return currentUser.uid;
}

export async function newContent(fields: Partial<ContentInput> = {}): Promise<ContentName> {
  const contentId = randomUUID().replaceAll('-', '').slice(0, 24);
  const input: ContentInput = { contentType: 'media', contentId, title: `Content ${contentId}`, ...fields };
  await putContents(adminFirestore, [input]);
  return { contentType: input.contentType, contentId: input.contentId };
}

export function contentDoc({ contentType, contentId }: ContentName): DocumentReference {
  return adminFirestore.doc(`contents/${contentType}_${contentId}`);
}

export function interactionDoc(uid: string, { contentType, contentId }: ContentName): DocumentReference {
  return adminFirestore.doc(`users/${uid}/interactions/${contentType}_${contentId}`);
}

export function standingDoc(uid: string): DocumentReference {
  return adminFirestore.doc(`standings/${createHash('sha256').update(uid).digest('hex')}`);
}

export async function makeHot(content: ContentName, shards = 4): Promise<void> {
  await contentDoc(content).update({ shards });
}

/** The true counter: the content's own part and every shard's. */
export async function counted(content: ContentName, counter: 'likes' | 'saves' | 'shares' | 'views'): Promise<number> {
  const main = contentDoc(content);
  // At one instant: the backend folds meanwhile.
  const parts = await adminFirestore.runTransaction(
    async (instant) => [await instant.get(main), ...(await instant.get(main.collection('shards'))).docs],
    { readOnly: true },
  );
  return parts.reduce((sum, part) => sum + (part.get(counter) ?? 0), 0);
}

/** Moves what the shards hold into the content, as the backend's task does. */
export async function foldShards(content: ContentName): Promise<void> {
  const main = contentDoc(content);
  await adminFirestore.runTransaction(async (transaction) => {
    const shards = await transaction.get(main.collection('shards'));
    const before = await transaction.get(main);
    const foldedAt = before.readTime;
    const likes = shards.docs.reduce((sum, shard) => sum + (shard.get('likes') ?? 0), 0);
    for (const shard of shards.docs) transaction.update(shard.ref, { likes: 0, foldedAt });
    transaction.update(main, { likes: before.get('likes') + likes, foldedAt });
  });
}

export const hoursAgo = (hours: number): Timestamp => Timestamp.fromMillis(Date.now() - hours * 3_600_000);

/** Asks again until it is so; generous, because the machine may be busy. */
export const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 15_000, interval: 20 });

const cleanups = new Set<() => void>();

/** Everything a watch tells. */
export interface Watched<Value> {
  readonly told: Value[];
  readonly errors: FirecircleError[];
  last(): Value | undefined;
  stop(): void;
}

export function collect<Value>(
  watch: (onNext: (value: Value) => void, onError: (error: FirecircleError) => void) => () => void,
): Watched<Value> {
  const told: Value[] = [];
  const errors: FirecircleError[] = [];
  const stop = watch(
    (value) => told.push(value),
    (error) => errors.push(error),
  );
  cleanups.add(stop);
  return { told, errors, stop, last: () => told.at(-1) };
}

export function watching(firecircle: Firecircle, { contentType, contentId }: ContentName): Watched<LiveMetadata> {
  return collect((onNext, onError) => watchMetadata(firecircle, contentType, contentId, onNext, onError));
}

afterEach(() => {
  for (const stop of cleanups) stop();
  cleanups.clear();
});

afterAll(async () => {
  await Promise.all([...apps].map((app) => deleteApp(app)));
  apps.clear();
  await deleteAdminApp(adminApp);
});
