import { type FirebaseApp, getApp } from 'firebase/app';
import { type Auth, getAuth } from 'firebase/auth';
import {
  type Firestore,
  getFirestore,
  initializeFirestore,
  memoryLocalCache,
  memoryLruGarbageCollector,
  persistentLocalCache,
  persistentMultipleTabManager,
} from 'firebase/firestore';
import { FirecircleError } from './errors.ts';

/** One app's connection to its Firecircle backend. The first argument of every function. */
export interface Firecircle {
  readonly app: FirebaseApp;
  /** Sign in and out with Firebase Auth as usual; Firecircle follows. */
  readonly auth: Auth;
  readonly firestore: Firestore;
  /** The region of the callable functions. */
  readonly region: string;
}

export interface FirecircleOptions {
  /** The Firestore database. Default: `(default)`. */
  databaseId?: string;
  /** The region that the functions were deployed to. Default: `us-central1`. */
  region?: string;
  /**
   * Where unsent changes and seen documents are kept. `memory` (default): until the page is closed. `persist`: in
   * IndexedDB, shared by the tabs of a browser; where there is none (Node), as `memory`.
   * Firestore chooses its cache once per app and database: when the app has already initialised Firestore itself,
   * that choice stays.
   */
  offline?: 'memory' | 'persist';
}

const instances = new WeakMap<FirebaseApp, Map<string, Firecircle>>();

/**
 * The Firecircle of a Firebase app. Makes no request. The same app and options give the same instance.
 *
 * @param app default: the default Firebase app.
 */
export function getFirecircle(app: FirebaseApp = getApp(), options: FirecircleOptions = {}): Firecircle {
  const { databaseId = '(default)', region = 'us-central1', offline = 'memory' } = options;
  const ofApp = instances.get(app) ?? new Map<string, Firecircle>();
  instances.set(app, ofApp);
  const key = JSON.stringify([databaseId, region, offline]);
  const known = ofApp.get(key);
  if (known) return known;
  const made = Object.freeze({ app, auth: getAuth(app), firestore: firestoreOf(app, databaseId, offline), region });
  ofApp.set(key, made);
  return made;
}

/** The memory cache keeps what was read (up to Firestore's 40 MB), where Firestore's own default forgets a document
 *  with its last listener: a heart that was shown can then be toggled without reading it again, offline too. */
function firestoreOf(app: FirebaseApp, databaseId: string, offline: 'memory' | 'persist'): Firestore {
  const localCache =
    offline === 'persist' && typeof indexedDB !== 'undefined'
      ? persistentLocalCache({ tabManager: persistentMultipleTabManager() })
      : memoryLocalCache({ garbageCollector: memoryLruGarbageCollector() });
  try {
    return initializeFirestore(app, { localCache }, databaseId);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'failed-precondition') {
      return getFirestore(app, databaseId);
    }
    throw error;
  }
}

/** The id of the signed-in user once Firebase Auth has restored the session, or null. */
export async function sessionUid(firecircle: Firecircle): Promise<string | null> {
  await firecircle.auth.authStateReady();
  return firecircle.auth.currentUser?.uid ?? null;
}

/** @throws unauthenticated when nobody is signed in; permission-denied (`anonymous`) when `named` is asked for */
export async function requireUid(firecircle: Firecircle, named: boolean): Promise<string> {
  await firecircle.auth.authStateReady();
  const user = firecircle.auth.currentUser;
  if (!user) throw new FirecircleError('unauthenticated', 'Sign in first.');
  if (named && user.isAnonymous) {
    throw new FirecircleError('permission-denied', 'An anonymous account cannot do this.', { reason: 'anonymous' });
  }
  return user.uid;
}
