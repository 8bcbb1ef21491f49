import { randomUUID } from 'node:crypto';
import { doc, getDocFromServer } from 'firebase/firestore';
import { describe, expect, test } from 'vitest';
import {
  blockUser,
  type Firecircle,
  followUser,
  getAccount,
  getProfile,
  isFollowing,
  type LivePerson,
  listBlocked,
  listFollowers,
  listFollowing,
  type ProfileEdit,
  saveContent,
  setLike,
  signOut,
  toggleLike,
  unblockUser,
  unfollowUser,
  updateProfile,
  watchFollowing,
  watchPerson,
} from '../../sdk/src/index.ts';
import { collect, eventually, newClient, newContent, newDevice, newVisitor, uidOf } from './world.ts';

const failure = (code: string, reason: string) => expect.objectContaining({ name: 'FirecircleError', code, reason });

/** A device whose user has a card, as the first look at the own account makes it. */
async function newMember(): Promise<{ client: Firecircle; uid: string }> {
  const client = await newClient();
  await getAccount(client);
  return { client, uid: uidOf(client) };
}

const follows = (client: Firecircle, uid: string) =>
  collect<boolean>((onNext, onError) => watchFollowing(client, uid, onNext, onError));

// The emulator starts a process for a function's first call, on a busy machine slowly.
describe('profiles', { timeout: 90_000 }, () => {
  test('are found by uid and by username, edited by their own user, and read by anyone', async () => {
    const { client, uid } = await newMember();
    const username = `u${randomUUID().replaceAll('-', '').slice(0, 20)}`;
    const edit: ProfileEdit = { username, displayName: ' Alice Adeyemi ', bio: 'Singer', avatarUrl: '/alice.webp' };
    const account = await updateProfile(client, edit);
    expect(account.profile).toMatchObject({ uid, username, displayName: 'Alice Adeyemi', bio: 'Singer' });
    const stranger = newDevice();
    const profile = await getProfile(stranger, { username: username.toUpperCase() });
    expect(profile).toEqual(account.profile);
    expect(profile).not.toHaveProperty('email');
    expect(await getProfile(stranger, { uid })).toEqual(profile);
    expect((await updateProfile(client, { bio: null })).profile).toMatchObject({ bio: null, username });
    await expect(getProfile(stranger, { uid: 'nobody-at-all' })).rejects.toEqual(
      failure('not-found', 'user-not-found'),
    );
    await expect(updateProfile(client, {})).rejects.toEqual(failure('invalid-argument', 'invalid-input'));
    await expect(updateProfile(client, { username: 'a b' })).rejects.toThrow('username: must be 3 to 30 letters');
    await expect(updateProfile(stranger, { bio: 'Mine' })).rejects.toMatchObject({ code: 'unauthenticated' });
    const taken = doc(stranger.firestore, 'usernames', username);
    expect((await getDocFromServer(taken)).get('uid')).toBe(uid);
    const free = doc(stranger.firestore, 'usernames', randomUUID());
    expect((await getDocFromServer(free)).exists()).toBe(false);
  });
});

describe('watchPerson', { timeout: 90_000 }, () => {
  const persons = (client: Firecircle, uid: string) =>
    collect<LivePerson>((onNext, onError) => watchPerson(client, uid, onNext, onError));

  test('tells the profile to anyone, and what changes of it: the followers, the name', async () => {
    const [alice, carol] = [await newMember(), await newMember()];
    const told = persons(newDevice(), carol.uid);
    await eventually(() => told.last()).toMatchObject({ uid: carol.uid, followers: 0, fromCache: false });
    const { fromCache, ...profile } = told.last() ?? {};
    expect(profile).toEqual(await getProfile(newDevice(), { uid: carol.uid }));
    await followUser(alice.client, carol.uid);
    await eventually(() => told.last()).toMatchObject({ followers: 1 });
    await updateProfile(carol.client, { displayName: 'Carol Castillo' });
    await eventually(() => told.last()).toMatchObject({ displayName: 'Carol Castillo', followers: 1 });
    const before = told.told.length;
    told.stop();
    await unfollowUser(alice.client, carol.uid);
    expect(told.told).toHaveLength(before);
    expect(told.errors).toEqual([]);
  });

  test('ends, and says so, for nobody', async () => {
    const told = persons(newDevice(), 'nobody-at-all');
    await eventually(() => told.errors).toEqual([failure('not-found', 'user-not-found')]);
    expect(() => watchPerson(newDevice(), 'a/b', () => {})).toThrow('must be a user id');
  });
});

describe('follows', { timeout: 90_000 }, () => {
  test('count exactly, are listed, and are told to every device of their user', async () => {
    const [alice, bob, carol] = [await newMember(), await newMember(), await newMember()];
    const told = follows(alice.client, carol.uid);
    await eventually(() => told.last()).toBe(false);
    const following = { uid: carol.uid, following: true };
    expect(await followUser(alice.client, carol.uid)).toEqual({ ...following, followerCount: 1 });
    expect(await followUser(alice.client, carol.uid)).toEqual({ ...following, followerCount: 1 });
    expect(await followUser(bob.client, carol.uid)).toEqual({ ...following, followerCount: 2 });
    await eventually(() => told.last()).toBe(true);
    expect(await isFollowing(alice.client, carol.uid)).toBe(true);
    expect(await isFollowing(carol.client, alice.uid)).toBe(false);

    const first = await listFollowers(newDevice(), carol.uid, { limit: 1 });
    expect(first).toMatchObject({ items: [{ uid: bob.uid }], hasMore: true });
    const second = await listFollowers(newDevice(), carol.uid, { limit: 1, cursor: String(first.nextCursor) });
    expect(second).toEqual({ items: [expect.objectContaining({ uid: alice.uid })], hasMore: false });
    expect(await listFollowing(carol.client, alice.uid)).toMatchObject({ items: [{ uid: carol.uid }], hasMore: false });

    const ended = { uid: carol.uid, following: false, followerCount: 1 };
    expect(await unfollowUser(alice.client, carol.uid)).toEqual(ended);
    expect(await unfollowUser(alice.client, carol.uid)).toEqual(ended);
    await eventually(() => told.last()).toBe(false);
    await followUser(alice.client, carol.uid);
    await eventually(() => told.last()).toBe(true);
    await signOut(alice.client);
    await eventually(() => told.last()).toBe(false);
    expect(told.errors).toEqual([]);
  });

  test('are refused by name', async () => {
    const { client, uid } = await newMember();
    await expect(followUser(client, uid)).rejects.toEqual(failure('invalid-argument', 'self-follow'));
    await expect(followUser(client, 'nobody-at-all')).rejects.toEqual(failure('not-found', 'user-not-found'));
    await expect(followUser(newDevice(), uid)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(followUser(await newVisitor(), uid)).rejects.toMatchObject({ reason: 'anonymous' });
    await expect(followUser(client, 'a/b')).rejects.toEqual(failure('invalid-argument', 'invalid-input'));
    expect(() => watchFollowing(client, 'a/b', () => {})).toThrow('must be a user id');
    await expect(listFollowers(client, uid, { limit: 101 })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(listFollowers(client, uid, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('blocks', { timeout: 90_000 }, () => {
  test('end follows both ways and refuse follows and likes, until they are taken back', async () => {
    const [alice, mallory] = [await newMember(), await newMember()];
    const { contentId } = await newContent({ creator: { uid: alice.uid, displayName: 'Alice' } });
    const others = await newContent({ creator: { uid: mallory.uid, displayName: 'Mallory' } });
    await followUser(mallory.client, alice.uid);
    await followUser(alice.client, mallory.uid);
    await setLike(mallory.client, 'media', contentId, true);
    const told = follows(mallory.client, alice.uid);
    await eventually(() => told.last()).toBe(true);

    expect(await blockUser(alice.client, mallory.uid)).toEqual({ uid: mallory.uid, blocked: true });
    expect(await blockUser(alice.client, mallory.uid)).toEqual({ uid: mallory.uid, blocked: true });
    await eventually(() => told.last()).toBe(false);
    expect(await listFollowers(alice.client, alice.uid)).toMatchObject({ items: [] });
    expect(await listFollowers(mallory.client, mallory.uid)).toMatchObject({ items: [] });
    expect(await listBlocked(alice.client)).toMatchObject({ items: [{ uid: mallory.uid }], hasMore: false });
    expect(await listBlocked(mallory.client)).toEqual({ items: [], hasMore: false });

    const refused = failure('permission-denied', 'blocked');
    await expect(followUser(mallory.client, alice.uid)).rejects.toEqual(refused);
    await expect(followUser(alice.client, mallory.uid)).rejects.toEqual(refused);
    await expect(toggleLike(mallory.client, 'media', contentId)).rejects.toEqual(refused);
    await expect(saveContent(alice.client, 'media', others.contentId)).rejects.toEqual(refused);

    // The other side's block stays when one side takes back its own.
    await blockUser(mallory.client, alice.uid);
    expect(await unblockUser(alice.client, mallory.uid)).toEqual({ uid: mallory.uid, blocked: false });
    await expect(toggleLike(mallory.client, 'media', contentId)).rejects.toEqual(refused);
    await unblockUser(mallory.client, alice.uid);
    expect(await toggleLike(mallory.client, 'media', contentId)).toMatchObject({ liked: false, likeCount: 0 });
    expect(await saveContent(alice.client, 'media', others.contentId)).toMatchObject({ saved: true, saveCount: 1 });
    expect(await followUser(mallory.client, alice.uid)).toMatchObject({ followerCount: 1 });
    await expect(blockUser(alice.client, alice.uid)).rejects.toEqual(failure('invalid-argument', 'self-block'));
  });
});
