import { FirebaseError } from 'firebase/app';
import { type Auth, signInWithEmailAndPassword } from 'firebase/auth';
import { demoPassword, type Person } from '../people.ts';

export async function signInAsPerson(auth: Auth, person: Person): Promise<void> {
  await signInWithEmailAndPassword(auth, person.email, demoPassword);
}

/** One sentence for each way that signing in fails. */
export function signInProblem(error: unknown): string {
  const code = error instanceof FirebaseError ? error.code : '';
  switch (code) {
    case 'auth/invalid-credential':
    case 'auth/wrong-password':
    case 'auth/user-not-found':
      return 'This person does not live in this world.';
    case 'auth/too-many-requests':
      return 'Too many attempts. Please wait a little.';
    case 'auth/network-request-failed':
      return 'The sign-in service cannot be reached.';
    default:
      return 'Signing in did not work. Please try again.';
  }
}
