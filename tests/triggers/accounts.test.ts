import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { getAuth } from 'firebase-admin/auth';
import { beforeAll, describe, expect, test } from 'vitest';
import { contentRef } from '../../functions/src/domains/content/documents.ts';
import { putContents } from '../../functions/src/domains/content/operations.ts';
import { recordView, saveContent, setLike, shareContent } from '../../functions/src/domains/engagement/operations.ts';
import { approveCreator, submitApplication } from '../../functions/src/domains/graph/applications/operations.ts';
import { blockUser } from '../../functions/src/domains/graph/blocks/operations.ts';
import { followUser } from '../../functions/src/domains/graph/operations.ts';
import { erasureRef } from '../../functions/src/domains/identity/accounts/documents.ts';
import {
  deleteAccount,
  domainsOfPeople,
  endErasure,
  eraseRemovedAccount,
  exportAccount,
} from '../../functions/src/domains/identity/accounts/operations.ts';
import { eraseOnUserDeleted } from '../../functions/src/domains/identity/accounts/triggers.ts';
import { standingKey, standingRef } from '../../functions/src/domains/identity/documents.ts';
import { assertStanding, setRole } from '../../functions/src/domains/identity/operations.ts';
import { sendMail } from '../../functions/src/domains/mail/operations.ts';
import { cardRef, reservationRef } from '../../functions/src/domains/profiles/documents.ts';
import { ensureCard, noteActivity, updateProfile } from '../../functions/src/domains/profiles/operations.ts';
import { connectPlatform } from '../../functions/src/domains/socialsync/connections/operations.ts';
import { createCreatorProfile } from '../../functions/src/domains/socialsync/creatorprofiles/operations.ts';
import { syncPlatform } from '../../functions/src/domains/socialsync/operations.ts';
import { createWebhook } from '../../functions/src/domains/webhooks/operations.ts';
import type { Caller } from '../../functions/src/platform/auth.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { placesOf } from '../scan.ts';
import { callerFor, counted, newContent, setContent } from '../world.ts';

/** The right to everything that is kept of oneself, and to its end. */

/** Domains that keep documents and nothing of a person in them: the digest of a uid is nobody's name. */
const keepNothingOfPeople = ['accounts', 'metrics'];

test('every domain that stores something says how it gives it out and lets it go', async () => {
  const folder = new URL('../../functions/src/domains/', import.meta.url);
  const storing: string[] = [];
  for (const file of await readdir(folder, { recursive: true })) {
    if (basename(file) === 'documents.ts') storing.push(basename(dirname(file)));
  }
  const named = [...domainsOfPeople.map(({ domain }) => domain), ...keepNothingOfPeople];
  expect(named.sort()).toEqual(storing.sort());
});

interface Member {
  readonly uid: string;
  readonly email: string;
  readonly username: string;
  readonly caller: Caller;
}

/** An account with its card, in Firebase Auth and here. */
async function newMember(name: string): Promise<Member> {
  const uid = `${name}${randomUUID().replaceAll('-', '')}`;
  const email = `${name}.${randomUUID().slice(0, 8)}@mail.example`;
  await getAuth(firebaseApp()).createUser({ uid, email, password: 'firecircle-demo', displayName: name });
  const { username } = await ensureCard(uid);
  return { uid, email, username, caller: callerFor({ uid }) };
}

const textsOf = ({ uid, email, username }: Member) => [uid, email, username];

const publicAddress = async () => ['93.184.215.14'];

const application = {
  identity: { idType: 'passport' as const, idDocument: 'file-1', selfiePhoto: 'file-2' },
  financial: {
    accountHolderName: 'Holder',
    accountNumber: '12345678',
    ifscCode: 'HDFC0000001',
    panNumber: 'ABCDE1234F',
  },
  profile: { bio: 'Songs', categories: ['music' as const] },
};

/** Somebody who has done everything that one can do here, and others who did things to them. */
async function makeLife() {
  const [doomed, friend, stranger, admin] = await Promise.all([
    newMember('doomed'),
    newMember('friend'),
    newMember('stranger'),
    newMember('admin'),
  ]);
  await setRole(admin.uid, 'admin');
  const contents = await Promise.all([newContent(), newContent(), newContent()]);
  const [cold, hot, viewed] = contents;
  await setContent(hot, { shards: 4 });
  for (const { caller } of [doomed, friend]) {
    await setLike(cold, caller, true);
    await setLike(hot, caller, true);
    await saveContent(cold, caller, true);
    await shareContent(hot, caller);
    await recordView(viewed, caller);
  }
  const own = { contentType: 'media' as const, contentId: randomUUID() };
  const creator = { uid: doomed.uid, displayName: doomed.username };
  await putContents([{ ...own, title: 'Own work', creator }]);
  await setLike(own, friend.caller, true);

  // The doomed's own number of followers is hot: it has shards.
  await cardRef(doomed.uid).update({ shards: 4 });
  await followUser(doomed.caller, friend.uid);
  await followUser(friend.caller, doomed.uid);
  await followUser(stranger.caller, doomed.uid);
  await followUser(friend.caller, stranger.uid);
  await blockUser(doomed.caller, stranger.uid);
  await blockUser(stranger.caller, doomed.uid);

  await updateProfile(doomed.uid, { bio: `Write to ${doomed.email}` });
  await noteActivity(doomed.uid);
  await createCreatorProfile(doomed.uid);
  await syncPlatform(doomed.uid, 'tiktok', { followers: 1000, engagement: 7.5 });
  await connectPlatform(doomed.uid, { platform: 'tiktok', accessToken: 'token', everyHours: 24 });
  await createWebhook(
    doomed.caller,
    { url: 'https://hooks.example.com/in', events: ['profile.synced'], forEveryone: false },
    publicAddress,
  );
  await submitApplication(doomed.caller, application);
  await approveCreator(admin.caller, doomed.uid);
  await sendMail(doomed.email, { subject: 'Hello', text: `Hello ${doomed.username}`, html: '<p>Hello</p>' });
  return { doomed, friend, stranger, contents, own };
}

type Life = Awaited<ReturnType<typeof makeLife>>;

const numbersOf = async ({ uid }: Member) => {
  const card = (await cardRef(uid).get()).data();
  return { followers: card?.followers, following: card?.following };
};

/** What must hold when the doomed is gone, whatever happened on the way. */
async function expectGone({ doomed, friend, stranger, contents, own }: Life): Promise<void> {
  expect(await placesOf(textsOf(doomed))).toEqual([]);
  const [cold, hot, viewed] = contents;
  expect([await counted(cold, 'likes'), await counted(cold, 'saves')]).toEqual([1, 1]);
  expect([await counted(hot, 'likes'), await counted(hot, 'shares')]).toEqual([1, 1]);
  expect(await counted(viewed, 'views')).toBe(1);
  expect(await numbersOf(friend)).toEqual({ followers: 0, following: 1 });
  expect(await numbersOf(stranger)).toEqual({ followers: 1, following: 0 });
  expect((await contentRef(own).get()).data()?.status ?? 'deleted').toBe('deleted');
  const standing = (await standingRef(doomed.uid).get()).data();
  expect(() => assertStanding(doomed.caller, standing)).toThrow(expect.objectContaining({ reason: 'deleted' }));
  await expect(getAuth(firebaseApp()).getUser(doomed.uid)).rejects.toMatchObject({ code: 'auth/user-not-found' });
}

/** Others' documents that name a person and are not the person's to have, with the reason. */
const notGivenOut = [
  // Who blocks a person is the secret of those who do; the pair says it too.
  /^users\/[^/]+\/blocked\//,
  /^blocks\//,
  // Sealed tokens and the digest of a code open doors.
  /^connectionSecrets\//,
  // Parts of a number that the card shows.
  /^users\/[^/]+\/shards\//,
];

describe('a whole life', () => {
  let life: Life;
  let before: string[];
  beforeAll(async () => {
    life = await makeLife();
    before = await placesOf(textsOf(life.doomed));
  });

  test('the export holds what the scan finds, and not what is secret', async () => {
    const { doomed } = life;
    const { documents, nextCursor } = await exportAccount(doomed.caller);
    expect(nextCursor).toBeNull();
    const given = new Set(documents.map(({ path }) => path));
    const missing = before.filter((path) => !given.has(path) && !notGivenOut.some((form) => form.test(path)));
    expect(before.length).toBeGreaterThan(15);
    expect(missing).toEqual([]);
    const text = JSON.stringify(documents);
    for (const secret of ['sealed', '12345678', 'ABCDE1234F', 'whsec_']) expect(text).not.toContain(secret);
    expect(text).toContain(doomed.email);
  });

  test('only the own username confirms', async () => {
    for (const confirm of ['', life.friend.username, life.doomed.uid]) {
      await expect(deleteAccount(life.doomed.caller, confirm)).rejects.toMatchObject({ reason: 'not-confirmed' });
    }
    expect((await cardRef(life.doomed.uid).get()).exists).toBe(true);
  });

  test('after the deletion the scan finds nothing, every counter equals its facts; repeating it changes nothing', async () => {
    const { doomed } = life;
    expect(await deleteAccount(doomed.caller, doomed.username)).toEqual({ status: 'deleted' });
    // The second pass comes by itself, as a task, and ends the record of the removal.
    await expect.poll(async () => (await erasureRef(doomed.uid).get()).exists, { timeout: 60_000 }).toBe(false);
    await expectGone(life);
    const key = standingKey(doomed.uid);
    await Promise.all([endErasure(key), endErasure(key)]);
    await eraseRemovedAccount(doomed.uid);
    await expectGone(life);
  }, 120_000);
});

test('an account that somebody removed from Firebase Auth itself is ended and erased like one of its own wish', async () => {
  const { uid, username, caller } = await newMember('removed');
  await getAuth(firebaseApp()).deleteUser(uid);
  const event = { data: { uid } } as unknown as Parameters<typeof eraseOnUserDeleted.run>[0];
  await eraseOnUserDeleted.run(event);
  await eraseOnUserDeleted.run(event);
  const standing = (await standingRef(uid).get()).data();
  expect(() => assertStanding(caller, standing)).toThrow(expect.objectContaining({ reason: 'deleted' }));
  expect((await cardRef(uid).get()).exists).toBe(false);
  expect((await reservationRef(username).get()).exists).toBe(false);
});

test('a removal that is cut off again and again, each time in another domain, is ended by the next pass', async () => {
  const life = await makeLife();
  const { doomed } = life;
  const key = standingKey(doomed.uid);
  const died = new Error('The process died here');
  for (const [index, domain] of domainsOfPeople.entries()) {
    const original = domain.erase;
    const dying = { erase: () => Promise.reject(died) };
    Object.assign(domain, dying);
    const pass = index === 0 ? deleteAccount(doomed.caller, doomed.username) : endErasure(key);
    await expect(pass).rejects.toBe(died);
    Object.assign(domain, { erase: original });
    // Refused from the first moment, although not all is gone yet.
    const standing = (await standingRef(doomed.uid).get()).data();
    expect(() => assertStanding(doomed.caller, standing)).toThrow(expect.objectContaining({ reason: 'deleted' }));
  }
  await endErasure(key);
  await expectGone(life);
}, 120_000);
