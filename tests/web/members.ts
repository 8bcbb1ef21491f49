import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { firestore } from '../../functions/src/platform/firestore.ts';
import { signIn } from '../world.ts';

/** Somebody with an account of their own, for one test. */
export interface Member {
  readonly uid: string;
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
}

/** The password of every member until a test changes it: the one that tests sign in with everywhere. */
export const memberPassword = 'firecircle-demo';

/** Calls a verb as an app would, in the name of whoever the token belongs to. */
export async function callVerb<Output>(domain: string, verb: string, input: object, token?: string): Promise<Output> {
  const base = process.env.FIRECIRCLE_FUNCTIONS_URL;
  if (base === undefined) throw new Error('Set FIRECIRCLE_FUNCTIONS_URL to a Functions emulator.');
  const response = await fetch(`${base}/${domain}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ data: { verb, input } }),
  });
  if (!response.ok) throw new Error(`${verb} answered ${response.status}: ${await response.text()}`);
  const { result } = (await response.json()) as { result: Output };
  return result;
}

export async function newMember(displayName: string): Promise<Member> {
  const username = `${displayName.toLowerCase().replaceAll(' ', '_')}_${randomUUID().slice(0, 8)}`;
  const email = `${username}@example.com`;
  const account = { email, username, displayName, password: memberPassword };
  const { uid } = await callVerb<{ uid: string }>('identity', 'signUp', account);
  return { uid, username, displayName, email };
}

/** A member with a public creator profile, without figures yet. */
export async function newCreator(displayName: string): Promise<Member> {
  const member = await newMember(displayName);
  await callVerb('creatorProfiles', 'createCreatorProfile', { displayName }, await signIn(member));
  return member;
}

export async function syncAs(member: Member, platform: string, followers: number, engagement = 0): Promise<void> {
  await callVerb('creatorProfiles', 'syncPlatform', { platform, followers, engagement }, await signIn(member));
}

export async function sitDown(
  page: Page,
  seat: Locator,
  member: Pick<Member, 'email' | 'displayName'>,
  password = memberPassword,
): Promise<void> {
  await seat.getByRole('button', { name: /own e-mail/ }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('radiogroup', { name: 'Way' }).getByText('Password').click();
  await form.getByRole('textbox', { name: 'E-mail' }).fill(member.email);
  await form.getByRole('textbox', { name: 'Password' }).fill(password);
  await form.getByRole('button', { name: 'Sign in', exact: true }).click();
  await seat.getByRole('heading', { name: member.displayName, level: 2 }).waitFor();
  await form.waitFor({ state: 'hidden' });
}

export async function openOwnProfile(seat: Locator, member: Pick<Member, 'displayName'>): Promise<void> {
  await seat.getByRole('button', { name: /^Profile of / }).click();
  await profileOf(seat, member).waitFor();
}

export async function findPerson(seat: Locator, member: Pick<Member, 'username' | 'displayName'>): Promise<void> {
  await seat.getByRole('button', { name: 'People', exact: true }).click();
  await seat.getByRole('textbox', { name: 'Find a person by username' }).fill(member.username);
  await seat.getByRole('button', { name: 'Find', exact: true }).click();
  await profileOf(seat, member).waitFor();
}

const profileOf = (seat: Locator, { displayName }: Pick<Member, 'displayName'>) =>
  seat.getByRole('heading', { name: displayName, level: 3 });

/** The code in the newest mail to an address, once one has come after `sinceMs`. */
export function codeFor(email: string, sinceMs: number): Promise<string> {
  return vi.waitUntil(
    async () => {
      const { docs } = await firestore().collection('mail').where('to', '==', email).get();
      const newest = docs
        .filter((mail) => mail.createTime.toMillis() > sinceMs)
        .toSorted((one, other) => other.createTime.toMillis() - one.createTime.toMillis())[0];
      return /\b\d{6}\b/.exec(newest?.get('message')?.text ?? '')?.[0];
    },
    { timeout: 20_000, interval: 100 },
  );
}

/** An expectation that may take as long as a function of the emulators takes to wake up. */
export const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 20_000 });
