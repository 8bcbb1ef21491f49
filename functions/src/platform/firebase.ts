import { type App, getApps, initializeApp } from 'firebase-admin/app';
import { projectId } from './config.ts';

/** The one Admin SDK app. Credentials and emulator hosts come from the environment. */
export function firebaseApp(): App {
  return getApps()[0] ?? initializeApp({ projectId });
}
