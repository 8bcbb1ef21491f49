import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type ApplicationInput,
  approveCreator,
  connectPlatform,
  createCreatorProfile,
  createWebhook,
  deleteAccount,
  deleteWebhook,
  disconnectPlatform,
  enableWebhook,
  exportAccount,
  followUser,
  getAccount,
  getCreatorApplication,
  listConnections,
  listCreatorApplications,
  listDeliveries,
  listWebhooks,
  rejectCreator,
  rotateWebhookSecret,
  setLike,
  signIn,
  submitCreatorApplication,
  syncNow,
  updateCreator,
  updateCreatorApplication,
  withdrawCreator,
} from '../../sdk/src/index.ts';
import {
  adminFirestore,
  contentDoc,
  interactionDoc,
  newClient,
  newContent,
  newPerson,
  password,
  standingDoc,
  uidOf,
} from './world.ts';

const failure = (reason: string) => expect.objectContaining({ name: 'FirecircleError', reason });

// The emulator starts a process for a function's first call, on a busy machine slowly.
describe('an account', { timeout: 90_000 }, () => {
  test('is exported whole, and then deleted with all that it did', async () => {
    const person = await newPerson();
    const [client, other, carol] = [await newClient(person), await newClient(person), await newClient()];
    const content = await newContent();
    await getAccount(carol);
    await setLike(client, 'media', content.contentId, true);
    const { profile } = await getAccount(client);
    await followUser(client, uidOf(carol));

    const { exportedAt, documents } = await exportAccount(client);
    expect(Date.parse(exportedAt)).toBeGreaterThan(Date.now() - 60_000);
    const paths = documents.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        `users/${person.uid}`,
        interactionDoc(person.uid, content).path,
        `users/${uidOf(carol)}/followers/${person.uid}`,
      ]),
    );
    expect(new Set(paths).size).toBe(paths.length);

    await expect(deleteAccount(client, `${profile.username}x`)).rejects.toEqual(failure('not-confirmed'));
    await deleteAccount(client, profile.username);
    expect(client.auth.currentUser).toBeNull();
    expect((await interactionDoc(person.uid, content).get()).exists).toBe(false);
    expect((await adminFirestore.doc(`users/${person.uid}`).get()).exists).toBe(false);
    expect((await contentDoc(content).get()).get('likes')).toBe(0);
    expect((await getAccount(carol)).profile.followers).toBe(0);
    await expect(setLike(other, 'media', content.contentId, true)).rejects.toEqual(failure('deleted'));
    await expect(signIn(client, person.email, password)).rejects.toEqual(failure('bad-credentials'));
    expect((await standingDoc(person.uid).get()).get('deletedAt')).toBeDefined();
  });
});

const application: ApplicationInput = {
  identity: { idType: 'passport', idDocument: 'file-1', selfiePhoto: 'file-2' },
  financial: { accountHolderName: 'Carol', accountNumber: '1234567890', ifscCode: 'HDFC0001', panNumber: 'ABCDE1234F' },
  profile: { bio: 'Songs by the water', categories: ['music'] },
};

describe('an application to become a creator', { timeout: 90_000 }, () => {
  test('is kept, submitted, refused, submitted again, approved and taken back', async () => {
    const [client, admin] = [await newClient(), await newClient(await newPerson('ada', 'admin'))];
    const uid = uidOf(client);
    await getAccount(client);
    expect(await getCreatorApplication(client)).toBeNull();
    const draft = await submitCreatorApplication(client, application, { draft: true });
    expect(draft).toMatchObject({ uid, status: 'DRAFT', financial: { accountNumberLast4: '7890' } });
    expect(JSON.stringify(draft)).not.toContain('1234567890');
    await updateCreatorApplication(client, { profile: { bio: 'New songs' } });
    await submitCreatorApplication(client, application);
    await expect(submitCreatorApplication(client, application)).rejects.toEqual(failure('application-submitted'));
    expect(await rejectCreator(admin, uid, 'The photo is dark')).toMatchObject({
      ...{ status: 'REJECTED', rejectionReason: 'The photo is dark' },
    });
    await submitCreatorApplication(client, application);
    const { items } = await listCreatorApplications(admin, { status: 'PENDING', limit: 100 });
    expect(items.some((item) => item.uid === uid)).toBe(true);
    expect(await approveCreator(admin, uid)).toMatchObject({ status: 'APPROVED' });
    expect(await updateCreator(client, { bio: 'On tour' })).toMatchObject({ uid, bio: 'On tour' });
    expect(await getCreatorApplication(client)).toMatchObject({ status: 'APPROVED' });
    await expect(approveCreator(admin, uid)).rejects.toMatchObject({ name: 'FirecircleError' });
    expect(await withdrawCreator(admin, uid, 'Not their songs')).toMatchObject({ status: 'REJECTED' });
    await expect(updateCreator(client, { bio: 'Still here' })).rejects.toEqual(failure('not-creator'));
    await expect(approveCreator(client, uid)).rejects.toEqual(failure('not-admin'));
  });
});

describe('connections and webhooks', { timeout: 90_000 }, () => {
  test('a platform is connected, listed and forgotten; its tokens come back nowhere', async () => {
    const client = await newClient();
    const accessToken = `token-${randomUUID()}`;
    await expect(connectPlatform(client, 'tiktok', { accessToken })).rejects.toEqual(failure('profile-not-found'));
    await createCreatorProfile(client);
    await expect(syncNow(client, 'tiktok')).rejects.toEqual(failure('not-connected'));
    const connected = await connectPlatform(client, 'tiktok', { accessToken });
    expect(connected).toMatchObject({ platform: 'tiktok', everyHours: 24 });
    const connections = await listConnections(client);
    expect(connections).toMatchObject([{ platform: 'tiktok' }]);
    expect(JSON.stringify([connected, connections])).not.toContain(accessToken);
    await disconnectPlatform(client, 'tiktok');
    await disconnectPlatform(client, 'tiktok');
    expect((await listConnections(client)).filter(({ status }) => status === 'connected')).toEqual([]);
  });

  test('an endpoint is added, listed, given a new secret and ended by its owner alone', async () => {
    const [client, stranger] = [await newClient(), await newClient()];
    // An address instead of a name: a machine without a network can look none up.
    const url = 'https://1.1.1.1/hooks';
    const { id, secret } = await createWebhook(client, { url, events: ['profile.synced'] });
    expect(await listWebhooks(client)).toMatchObject([{ id, url, enabled: true }]);
    expect(await listWebhooks(stranger)).toEqual([]);
    expect(JSON.stringify(await listWebhooks(client))).not.toContain(secret);
    const rotated = await rotateWebhookSecret(client, id);
    expect(rotated.secret).not.toBe(secret);
    expect(await enableWebhook(client, id)).toMatchObject({
      id,
      enabled: true,
      oldSecretsUntil: rotated.oldSecretsUntil,
    });
    expect(await listDeliveries(client, id)).toEqual({ items: [], hasMore: false });
    await expect(deleteWebhook(stranger, id)).rejects.toEqual(failure('webhook-not-found'));
    await deleteWebhook(client, id);
    expect(await listWebhooks(client)).toEqual([]);
    const insecure = createWebhook(client, { url: 'http://example.com', events: ['profile.synced'] });
    await expect(insecure).rejects.toMatchObject({ name: 'FirecircleError', code: 'invalid-argument' });
  });
});
