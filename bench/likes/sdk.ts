/** The SDK's like under the security rules: one app, one signed-in user and one connection for each worker. */
import { initializeApp } from 'firebase/app';
import { signInWithEmailAndPassword } from 'firebase/auth';
import { connectFirecircleEmulators, type Firecircle, getFirecircle, toggleLike } from '../../sdk/src/index.ts';
import type { Person, Turn } from './load.ts';
import { password } from './people.ts';

const clients = new Map<number, Firecircle>();

export async function signInClients(people: readonly Person[], count: number): Promise<void> {
  for (const [index, { email }] of people.slice(0, count).entries()) {
    const app = initializeApp({ projectId: 'demo-firecircle', apiKey: 'demo' }, `bench-${index}`);
    const client = getFirecircle(app);
    connectFirecircleEmulators(client, {
      firestorePort: portOf(process.env.FIRESTORE_EMULATOR_HOST),
      authPort: portOf(process.env.FIREBASE_AUTH_EMULATOR_HOST),
    });
    await signInWithEmailAndPassword(client.auth, email, password);
    clients.set(index, client);
  }
}

export const sdkTurn: Turn = async (person, contentId) => {
  const client = clients.get(person);
  if (client === undefined) throw new Error(`Nobody is signed in as number ${person}`);
  await toggleLike(client, 'media', contentId);
};

const portOf = (host: string | undefined): number => Number(new URL(`http://${host}`).port);
