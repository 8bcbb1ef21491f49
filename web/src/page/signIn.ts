import { FirebaseError } from 'firebase/app';
import { type Auth, createUserWithEmailAndPassword, signInWithEmailAndPassword, updateProfile } from 'firebase/auth';
import { demoPassword, type Person } from '../people.ts';

export async function signInAsPerson(auth: Auth, person: Person): Promise<void> {
  await signInWithEmailAndPassword(auth, person.email, demoPassword);
}

export async function signIn(auth: Auth, email: string, password: string): Promise<void> {
  await signInWithEmailAndPassword(auth, email, password);
}

export async function signUp(auth: Auth, displayName: string, email: string, password: string): Promise<void> {
  const { user } = await createUserWithEmailAndPassword(auth, email, password);
  await updateProfile(user, { displayName });
}

/** One sentence for each way that signing in fails. */
export function signInProblem(error: unknown): string {
  const code = error instanceof FirebaseError ? error.code : '';
  switch (code) {
    case 'auth/invalid-credential':
    case 'auth/wrong-password':
    case 'auth/user-not-found':
      return 'No account has this e-mail address and password.';
    case 'auth/invalid-email':
      return 'This is not an e-mail address.';
    case 'auth/email-already-in-use':
      return 'There is an account with this e-mail address already. Sign in instead.';
    case 'auth/weak-password':
      return 'The password needs at least six characters.';
    case 'auth/too-many-requests':
      return 'Too many attempts. Please wait a little.';
    case 'auth/network-request-failed':
      return 'The sign-in service cannot be reached.';
    default:
      return 'Signing in did not work. Please try again.';
  }
}
