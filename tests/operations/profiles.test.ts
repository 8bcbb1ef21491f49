import { randomUUID } from 'node:crypto';
import { getAuth } from 'firebase-admin/auth';
import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import { contentRef } from '../../functions/src/domains/content/documents.ts';
import { putContents } from '../../functions/src/domains/content/operations.ts';
import { findCreator } from '../../functions/src/domains/graph/creators/operations.ts';
import { standingRef } from '../../functions/src/domains/identity/documents.ts';
import { personData as identityData, setRole } from '../../functions/src/domains/identity/operations.ts';
import { signUp } from '../../functions/src/domains/identity/sessions/operations.ts';
import { rewriteCredits } from '../../functions/src/domains/profiles/credits/operations.ts';
import {
  accountRef,
  activityRef,
  cardRef,
  reservationRef,
  reservations,
} from '../../functions/src/domains/profiles/documents.ts';
import {
  ensureCard,
  getProfile,
  makeCard,
  newcomerFrom,
  noteActivity,
  personData,
  readPerson,
  updateProfile,
} from '../../functions/src/domains/profiles/operations.ts';
import { cardOnUserCreated } from '../../functions/src/domains/profiles/triggers.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { costOf, tapFirestore } from '../firestoreTap.ts';

const unique = (name = 'u') => `${name}${randomUUID().replaceAll('-', '').slice(0, 20)}`;
const from = { address: 'test', counts: 'every-try' } as const;

/** Somebody whom Firebase Auth knows in this room's project, without a card. */
async function newUser(email = `${unique()}@example.com`, displayName?: string): Promise<string> {
  const { uid } = await getAuth(firebaseApp()).createUser({
    email,
    password: 'firecircle-demo',
    ...(displayName === undefined ? {} : { displayName }),
  });
  return uid;
}

const namesOf = async (uid: string): Promise<string[]> =>
  (await reservations().where('uid', '==', uid).get()).docs.map(({ id }) => id).sort();

describe('a card', () => {
  test('takes nothing from Firebase Auth, where apps write what they like, that an edit would refuse', async () => {
    const strange = [
      { displayName: 'Ann\u0000\u0007Other', photoURL: 'javascript:alert(1)' },
      { displayName: `${'a'.repeat(99)}\u{1f600}`, photoURL: 'data:text/html,<script>alert(1)</script>' },
      { displayName: '   ', photoURL: `https://example.com/${'a'.repeat(3000)}` },
    ];
    const names = [];
    for (const { displayName, photoURL } of strange) {
      const { uid, email = '', emailVerified, providerData } = await getAuth(firebaseApp()).getUser(await newUser());
      const user = { uid, email, emailVerified, providerData, displayName, photoURL };
      const card = await makeCard(newcomerFrom(user));
      expect(card.avatarUrl).toBeNull();
      names.push(card.displayName === card.username ? 'username' : card.displayName);
    }
    expect(names).toEqual(['Ann Other', 'a'.repeat(99), 'username']);
  });

  test('comes to be at first use, with account and reservation, once for everybody who asks at once', async () => {
    const uid = await newUser(`${unique('card')}@example.com`, 'Ann Other');
    const cards = await Promise.all(Array.from({ length: 12 }, () => ensureCard(uid)));
    const [first] = cards;
    expect(new Set(cards.map(({ username }) => username)).size).toBe(1);
    expect((await cardRef(uid).get()).data()).toMatchObject({
      uid,
      displayName: 'Ann Other',
      username: first?.username,
    });
    expect((await accountRef(uid).get()).data()).toMatchObject({
      hasPassword: true,
      emailVerified: false,
      renamedAt: [],
    });
    expect(await namesOf(uid)).toEqual([first?.username.toLowerCase()]);
  });

  test('costs one read when it is there, and once 8 reads and 3 writes to make it', async () => {
    const uid = await newUser();
    expect(await costOf(() => ensureCard(uid))).toMatchObject({ reads: 8, writes: 3 });
    expect(await costOf(() => ensureCard(uid))).toEqual({ reads: 1, writes: 0, deletes: 0, roundTrips: 1 });
    expect(await costOf(() => readPerson(uid))).toEqual({ reads: 3, writes: 0, deletes: 0, roundTrips: 1 });
  });

  test('of two people whose addresses suggest one name, each has a name of their own', async () => {
    const local = unique('same');
    const uids = await Promise.all(Array.from({ length: 8 }, (_, index) => newUser(`${local}@${index}.example`)));
    const cards = await Promise.all(uids.map((uid) => ensureCard(uid)));
    expect(new Set(cards.map(({ username }) => username.toLowerCase())).size).toBe(8);
    for (const { uid, username } of cards) expect(await namesOf(uid)).toEqual([username.toLowerCase()]);
  });

  test('is made once though answers of commits are lost', async () => {
    const uid = await newUser();
    const tap = tapFirestore();
    let commits = 0;
    tap.plan = (method) => {
      if (method !== 'commit') return null;
      commits += 1;
      return commits === 1 ? 'after' : null;
    };
    const card = await ensureCard(uid).finally(() => tap.remove());
    expect(await namesOf(uid)).toEqual([card.username.toLowerCase()]);
  });

  test('an account that is gone gets none', async () => {
    await expect(ensureCard(randomUUID())).rejects.toMatchObject({ code: 'not-found' });
    await expect(readPerson(randomUUID())).rejects.toMatchObject({ code: 'not-found' });
  });

  test('the trigger makes it, twice as well, and not for who is gone or has not signed up', async () => {
    const run = (uid: string) =>
      cardOnUserCreated.run({ data: { uid } } as unknown as Parameters<typeof cardOnUserCreated.run>[0]);
    const uid = await newUser();
    await Promise.all([run(uid), run(uid)]);
    await run(uid);
    expect(await namesOf(uid)).toHaveLength(1);
    const gone = randomUUID();
    await run(gone);
    expect((await cardRef(gone).get()).exists).toBe(false);
    const { uid: visitor } = await getAuth(firebaseApp()).createUser({});
    await run(visitor);
    expect((await cardRef(visitor).get()).exists).toBe(false);
  });

  test('a trigger that was faster than the sign-up leaves the name that was wished for', async () => {
    const email = `${unique('fast')}@example.com`;
    const uid = await newUser(email);
    const derived = (await ensureCard(uid)).username;
    const username = unique('Wish');
    const newcomer = { uid, email, emailVerified: false, hasPassword: true, username, displayName: 'Ann' };
    const card = await makeCard({ ...newcomer, sellerStatus: 'pending' });
    expect(card.username).toBe(username);
    expect((await cardRef(uid).get()).data()).toMatchObject({ username, displayName: 'Ann' });
    expect((await accountRef(uid).get()).data()?.sellerStatus).toBe('pending');
    expect(await namesOf(uid)).toEqual([username.toLowerCase()]);
    expect((await reservationRef(derived).get()).exists).toBe(false);
  });
});

describe('signing up', () => {
  test('that is cut off before its card leaves an account that its owner can use, and locks no name', async () => {
    const [email, username] = [`${unique()}@example.com`, unique('cut')];
    const tap = tapFirestore();
    tap.plan = (method) => (method === 'commit' ? 'before' : null);
    const failed = signUp({ email, password: 'firecircle-demo', username }, { ...from, counts: 'failures' });
    await expect(failed.finally(() => tap.remove())).rejects.toThrow();
    expect((await reservationRef(username).get()).exists).toBe(false);
    const { uid } = await getAuth(firebaseApp()).getUserByEmail(email);
    expect((await ensureCard(uid)).uid).toBe(uid);
    const other = await signUp({ email: `${unique()}@example.com`, password: 'firecircle-demo', username }, from);
    expect(other.username).toBe(username);
  });

  test('that lost the race for a name leaves neither account nor card', async () => {
    const username = unique('race');
    const emails = [1, 2, 3].map(() => `${unique()}@example.com`);
    const made = await Promise.allSettled(
      emails.map((email) => signUp({ email, password: 'firecircle-demo', username }, from)),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await reservationRef(username).get()).exists).toBe(true);
  });
});

describe('a rename', () => {
  test('reserves the new name, holds the old one, and can be repeated', async () => {
    const uid = await newUser();
    const old = (await ensureCard(uid)).username;
    const username = unique('New');
    for (let times = 0; times < 3; times += 1) await updateProfile(uid, { username });
    expect(await namesOf(uid)).toEqual([old, username].map((name) => name.toLowerCase()).sort());
    const held = (await reservationRef(old).get()).data()?.heldUntil?.toMillis() ?? 0;
    expect(held - Date.now()).toBeGreaterThan(29 * 24 * 3_600_000);
    expect((await accountRef(uid).get()).data()?.renamedAt).toHaveLength(1);
    await expect(getProfile({ username: old })).rejects.toMatchObject({ code: 'not-found' });
    expect((await getProfile({ username: username.toUpperCase() })).card.uid).toBe(uid);
  });

  test('of one user to many names at once leaves one name, and never more than two renames', async () => {
    const uid = await newUser();
    await ensureCard(uid);
    const names = Array.from({ length: 8 }, () => unique('many'));
    const done = await Promise.allSettled(names.map((username) => updateProfile(uid, { username })));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const { username } = (await cardRef(uid).get()).data() ?? {};
    expect((await reservationRef(String(username)).get()).data()).toEqual({ uid, heldUntil: null });
    const own = await reservations().where('uid', '==', uid).get();
    expect(own.docs.filter((name) => name.data().heldUntil === null)).toHaveLength(1);
    expect(own.size).toBe(3);
  });

  test('whose answer is lost counts once', async () => {
    const uid = await newUser();
    await ensureCard(uid);
    const tap = tapFirestore();
    let lost = false;
    tap.plan = (method) => {
      if (method !== 'commit' || lost) return null;
      lost = true;
      return 'after';
    };
    const username = unique('lost');
    await updateProfile(uid, { username }).finally(() => tap.remove());
    expect((await cardRef(uid).get()).data()?.username).toBe(username);
    expect((await accountRef(uid).get()).data()?.renamedAt).toHaveLength(1);
  });

  test('takes a name whose time of waiting is over', async () => {
    const [ann, ben] = [await newUser(), await newUser()];
    const old = (await ensureCard(ann)).username;
    await updateProfile(ann, { username: unique() });
    await expect(updateProfile(ben, { username: old })).rejects.toMatchObject({ reason: 'username-taken' });
    await reservationRef(old).update({ heldUntil: Timestamp.fromMillis(Date.now() - 1) });
    expect((await updateProfile(ben, { username: old })).card.username).toBe(old);
  });
});

describe('credits', () => {
  const creator = (uid: string) => ({ uid, displayName: 'Before' });
  async function contentsOf(uid: string, count: number) {
    const names = Array.from({ length: count }, () => ({ contentType: 'media' as const, contentId: unique() }));
    const put = names.map((name, index) => ({
      ...name,
      title: 'A song',
      creator: creator(uid),
      createdAt: new Date(Date.UTC(2020, 0, 1) + index * 60_000).toISOString(),
    }));
    await putContents(put);
    return names;
  }

  test('of every content follow the card, newest first, page by page, and nothing else moves', async () => {
    const uid = await newUser();
    await ensureCard(uid);
    const names = await contentsOf(uid, 230);
    const other = await contentsOf(await newUser(), 1);
    await updateProfile(uid, { displayName: 'After', avatarUrl: 'https://example.com/a.webp' });
    const after = await rewriteCredits(uid, null);
    expect(after).not.toBeNull();
    const shown = async (name: (typeof names)[number] | undefined) =>
      name && (await contentRef(name).get()).data()?.creator?.displayName;
    expect([await shown(names.at(-1)), await shown(names[0])]).toEqual(['After', 'Before']);
    expect(await rewriteCredits(uid, after)).toBeNull();
    for (const name of names) {
      expect((await contentRef(name).get()).data()?.creator).toEqual({
        uid,
        displayName: 'After',
        avatarUrl: 'https://example.com/a.webp',
      });
    }
    expect(await shown(other[0])).toBe('Before');
    // What shows the card already is not written again.
    expect((await costOf(() => rewriteCredits(uid, null))).writes).toBe(0);
  });

  test('show the last card, however its changes and their tasks overtake each other', async () => {
    const uid = await newUser();
    await ensureCard(uid);
    const [name] = await contentsOf(uid, 1);
    const change = async (index: number) => {
      await updateProfile(uid, { displayName: `Name ${index}` });
      await rewriteCredits(uid, null);
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => change(index)));
    const card = (await cardRef(uid).get()).data();
    expect(name && (await contentRef(name).get()).data()?.creator?.displayName).toBe(card?.displayName);
  });
});

describe('a name that cannot be', () => {
  test.each(['__proto__', '__a__', '...'])('%s is nobody', async (username) => {
    await expect(getProfile({ username })).rejects.toMatchObject({ reason: 'user-not-found' });
    await expect(findCreator(username, null)).rejects.toMatchObject({ reason: 'creator-not-found' });
  });

  test.each(['.', '..'])('%s is no creator', async (username) => {
    await expect(findCreator(username, null)).rejects.toMatchObject({ reason: 'creator-not-found' });
  });
});

describe('activity', () => {
  test('is noted at most once an hour', async () => {
    const uid = await newUser();
    expect(await costOf(() => noteActivity(uid))).toMatchObject({ reads: 1, writes: 1 });
    expect(await costOf(() => noteActivity(uid))).toMatchObject({ reads: 0, writes: 0 });
    const before = (await activityRef(uid).get()).data()?.lastActiveAt.toMillis() ?? 0;
    expect(Date.now() - before).toBeLessThan(60_000);
  });

  test('of somebody whom another instance has noted is read and left', async () => {
    const uid = await newUser();
    await activityRef(uid).set({ lastActiveAt: Timestamp.now() });
    expect(await costOf(() => noteActivity(uid))).toMatchObject({ reads: 1, writes: 0 });
  });
});

test('an account that has ended gets no card again, although a custom token of before brings its sign-in back', async () => {
  const uid = await newUser();
  await standingRef(uid).set({ deletedAt: Timestamp.now() });
  for (const call of [ensureCard, readPerson])
    await expect(call(uid)).rejects.toMatchObject({ reason: 'user-not-found' });
  expect((await cardRef(uid).get()).exists).toBe(false);
  expect(await namesOf(uid)).toEqual([]);
});

describe('a role', () => {
  test('leaves the claims that others gave the account', async () => {
    const uid = await newUser();
    await getAuth(firebaseApp()).setCustomUserClaims(uid, { plan: 'gold', role: 'user' });
    await setRole(uid, 'seller');
    const { customClaims } = await getAuth(firebaseApp()).getUser(uid);
    expect(customClaims).toEqual({ plan: 'gold', role: 'seller' });
  });
});

describe('what is kept of a person', () => {
  test('is exported whole, and erased with every name that was theirs', async () => {
    const uid = await newUser();
    const old = (await ensureCard(uid)).username;
    await updateProfile(uid, { username: unique() });
    await noteActivity(uid);
    const paths = [];
    for await (const { path } of personData.exportOf(uid)) paths.push(path.replace(uid, 'me'));
    expect(paths).toEqual(
      expect.arrayContaining(['users/me', 'users/me/private/account', 'users/me/private/activity', `usernames/${old}`]),
    );
    expect(paths).toHaveLength(5);
    await personData.erase(uid);
    await personData.erase(uid);
    expect(await namesOf(uid)).toEqual([]);
    for (const ref of [cardRef(uid), accountRef(uid), activityRef(uid)]) expect((await ref.get()).exists).toBe(false);
  });

  test('of standing: the facts, and after erasing only what refuses old tokens', async () => {
    const uid = await newUser();
    await ensureCard(uid);
    await setRole(uid, 'seller');
    await standingRef(uid).update({ bannedAt: Timestamp.now(), banReason: 'spam', deletedAt: Timestamp.now() });
    const found = [];
    for await (const { data } of identityData.exportOf(uid)) found.push(data);
    expect(found).toEqual([
      { role: 'seller', bannedAt: expect.any(String), banReason: 'spam', deletedAt: expect.any(String) },
    ]);
    await identityData.erase(uid);
    await identityData.erase(uid);
    expect(Object.keys((await standingRef(uid).get()).data() ?? {})).toEqual(['deletedAt']);
    await expect(setRole(randomUUID(), 'admin')).rejects.toMatchObject({ code: 'not-found' });
  });
});
