import type { Person } from './load.ts';

export const password = 'firecircle-demo';

/** New accounts with ID tokens, by the ordinary sign-up. */
export async function signUpPeople(count: number, onProgress: (done: number) => void): Promise<Person[]> {
  const run = Date.now().toString(36);
  const people: Person[] = [];
  while (people.length < count) {
    const part = Array.from({ length: Math.min(16, count - people.length) }, (_, index) =>
      signUp(`bench-${run}-${people.length + index}@example.com`),
    );
    people.push(...(await Promise.all(part)));
    onProgress(people.length);
  }
  return people;
}

async function signUp(email: string): Promise<Person> {
  const response = await fetch(
    `http://${process.env.FIREBASE_AUTH_EMULATOR_HOST}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=demo`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password, returnSecureToken: true }),
    },
  );
  const answer: unknown = await response.json();
  const field = (name: string): string => {
    const value: unknown = answer !== null && typeof answer === 'object' ? Reflect.get(answer, name) : undefined;
    if (typeof value !== 'string') throw new Error(`Signing up ${email} answered ${JSON.stringify(answer)}`);
    return value;
  };
  return { uid: field('localId'), email, token: field('idToken') };
}
