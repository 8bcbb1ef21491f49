import { connectAuthEmulator } from 'firebase/auth';
import { connectFirestoreEmulator } from 'firebase/firestore';
import { connectFunctionsEmulator, getFunctions } from 'firebase/functions';
import { connectStorageEmulator, getStorage } from 'firebase/storage';
import type { Firecircle } from './firecircle.ts';

export interface EmulatorOptions {
  /** Default: `127.0.0.1`. */
  host?: string;
  /** Default: 8080. */
  firestorePort?: number;
  /** Default: 9099. */
  authPort?: number;
  /** Default: 5001. */
  functionsPort?: number;
  /** Default: 9199. */
  storagePort?: number;
}

/** Points an instance at the local emulators. Call it right after `getFirecircle`, before anything is read or signed in.
 *  May be repeated with the same options. */
export function connectFirecircleEmulators(firecircle: Firecircle, options: EmulatorOptions = {}): void {
  const {
    host = '127.0.0.1',
    firestorePort = 8080,
    authPort = 9099,
    functionsPort = 5001,
    storagePort = 9199,
  } = options;
  connectAuthEmulator(firecircle.auth, `http://${host}:${authPort}`, { disableWarnings: true });
  connectFirestoreEmulator(firecircle.firestore, host, firestorePort);
  connectFunctionsEmulator(getFunctions(firecircle.app, firecircle.region), host, functionsPort);
  connectStorageEmulator(getStorage(firecircle.app), host, storagePort);
}
