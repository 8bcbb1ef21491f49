import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentDoc, counted, newContent, newPerson, ports } from '../sdk/world.ts';
import { launchBrowser } from '../web/browser.ts';

/** The SDK as npm would deliver it: packed, unpacked into an app of its own, and used from there. */

const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;
const sdk = join(root, 'sdk');
let app: string;

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'firecircle-sdk-'));
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', app], { cwd: sdk });
  const [{ filename }] = JSON.parse(stdout);
  const installed = join(app, 'node_modules', 'firecircle');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(app, filename), '-C', installed, '--strip-components=1']);
  // What the package asks for comes from the workspace, so that nothing is downloaded.
  for (const name of ['firebase', 'firebase-admin', 'zod', '@firebase', '@types']) {
    await symlink(join(root, 'node_modules', name), join(app, 'node_modules', name));
  }
});

afterAll(() => rm(app, { recursive: true, force: true }));

async function manifest(): Promise<Record<string, Record<string, string>>> {
  return JSON.parse(await readFile(join(app, 'node_modules/firecircle/package.json'), 'utf8'));
}

async function packedFiles(): Promise<string[]> {
  const files = await readdir(join(app, 'node_modules/firecircle'), { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
}

async function runNode(name: string, code: string): Promise<unknown> {
  await writeFile(join(app, name), code);
  const env = { ...process.env, NODE_OPTIONS: '' };
  return JSON.parse((await run(process.execPath, [name], { cwd: app, env })).stdout);
}

const shape = `
  const names = Object.keys(firecircle).sort();
  const serverNames = Object.keys(server).sort();
  const instance = firecircle.getFirecircle(initializeApp({ projectId: 'demo-firecircle', apiKey: 'demo' }));
  firecircle.toggleLike(instance, 'media', 'x').catch((error) => {
    console.log(JSON.stringify({ names, serverNames, code: error.code, same: error instanceof firecircle.FirecircleError }));
    process.exit();
  });`;

const expectedShape = {
  names: [
    ...['FirecircleError', 'approveCreator', 'banUser', 'batchMetadata', 'blockUser', 'changePassword'],
    ...['checkCode', 'connectFirecircleEmulators', 'connectPlatform', 'createCreatorProfile', 'createWebhook'],
    ...['deleteAccount', 'deleteWebhook', 'disconnectPlatform', 'enableWebhook', 'exportAccount', 'followUser'],
    ...['followerHistory', 'getAccount', 'getCreatorApplication', 'getFirecircle', 'getMetadata', 'getProfile'],
    ...['isFollowing', 'listBlocked', 'listConnections', 'listContents', 'listCreatorApplications'],
    ...['listDeliveries', 'listFollowers', 'listFollowing', 'listLiked', 'listSaved', 'listWebhooks'],
    ...['putContents', 'recordView', 'rejectCreator', 'removeContent', 'resetPassword', 'restoreContent'],
    ...['rotateWebhookSecret', 'saveContent', 'sendCode', 'sendTestEvent', 'setLike', 'setRole', 'shareContent'],
    ...['signIn', 'signInWithCode', 'signOut', 'signOutEverywhere', 'signUp', 'submitCreatorApplication'],
    ...['syncAnalytics', 'syncNow', 'syncPlatform', 'syncPlatforms', 'toggleLike', 'unbanUser', 'unblockUser'],
    ...['unfollowUser', 'updateCreator', 'updateCreatorApplication', 'updateCreatorProfile', 'updateProfile'],
    ...[
      'verifyEmail',
      'watchContents',
      'watchFollowing',
      'watchMetadata',
      'watchPerson',
      'watchProfile',
      'watchStanding',
    ],
    ...['withdrawCreator'],
  ],
  serverNames: ['FirecircleError', 'putContents', 'removeContent', 'restoreContent'],
  ...{ code: 'unauthenticated', same: true },
};

describe('the packed SDK', () => {
  test('is imported as an ES module', async () => {
    const code = `
      import { initializeApp } from 'firebase/app';
      import * as firecircle from 'firecircle';
      import * as server from 'firecircle/server';
      ${shape}`;
    expect(await runNode('probe.mjs', code)).toEqual(expectedShape);
  });

  test('is required as CommonJS', async () => {
    const code = `
      const { initializeApp } = require('firebase/app');
      const firecircle = require('firecircle');
      const server = require('firecircle/server');
      ${shape}`;
    expect(await runNode('probe.cjs', code)).toEqual(expectedShape);
  });

  test('is typed for a consumer, as ES module, as CommonJS and for a bundler', async () => {
    const code = `
      import { initializeApp } from 'firebase/app';
      import { type ContentItem, type CreatorProfile, FirecircleError, followerHistory, followUser, getFirecircle } from 'firecircle';
      import { type LikeState, listContents, type Page, type SyncPoint, syncPlatform, toggleLike } from 'firecircle';
      import { watchMetadata, watchProfile } from 'firecircle';
      const firecircle = getFirecircle(initializeApp({ projectId: 'demo-firecircle' }), { offline: 'persist' });
      export const liked: Promise<LikeState> = toggleLike(firecircle, 'media', 'x');
      export const stop: () => void = watchMetadata(firecircle, 'ebook', 'x', ({ likes, pending }) => [likes + 1, !pending]);
      export async function titles(): Promise<string[]> {
        const { items }: { items: ContentItem[] } = await listContents(firecircle, { contentType: 'merch' });
        return items.map(({ title }) => title.toUpperCase());
      }
      export const reason = (error: unknown) => (error instanceof FirecircleError ? error.reason : undefined);
      export const followed: Promise<{ followerCount: number }> = followUser(firecircle, 'carol');
      export async function chart(): Promise<[Date, number][]> {
        const { items }: Page<SyncPoint> = await followerHistory(firecircle, 'carol', { platform: 'tiktok' });
        return items.map(({ syncedAt, followers }) => [syncedAt, followers]);
      }
      export const totals: () => void = watchProfile(firecircle, 'carol', ({ stats }: CreatorProfile) => stats.totalFollowers);
      // @ts-expect-error YouTube's figures cannot be submitted
      syncPlatform(firecircle, 'youtube', { followers: 1 });
      // @ts-expect-error there is no such type of content
      toggleLike(firecircle, 'video', 'x');`;
    for (const name of ['consumer.mts', 'consumer.cts', 'consumer.ts']) await writeFile(join(app, name), code);
    for (const [module, files] of [
      ['nodenext', ['consumer.mts', 'consumer.cts']],
      ['esnext', ['consumer.ts']],
    ]) {
      const compilerOptions = {
        ...{ module, moduleResolution: module === 'esnext' ? 'bundler' : module, target: 'es2022', types: [] },
        // Firebase's own declarations speak of Temporal.
        ...{ lib: ['es2022', 'dom', 'esnext.temporal'], strict: true, exactOptionalPropertyTypes: true, noEmit: true },
      };
      await writeFile(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
      // Prints what is wrong and fails; our declarations are checked too, not only their use.
      await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', app]).catch((error) => {
        throw new Error(error.stdout);
      });
    }
  });

  test('asks for everything that it imports, and carries nothing but itself', async () => {
    const { dependencies = {}, peerDependencies = {} } = await manifest();
    const asked = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
    const files = await packedFiles();
    const imported = new Set<string>();
    for (const file of files.filter((name) => /\.(js|cjs|d\.ts|d\.cts)$/.test(name))) {
      const code = await readFile(file, 'utf8');
      for (const [, name = ''] of code.matchAll(/(?:from |require\(|import )["']([^."'][^"']*)["']/g)) {
        imported.add(name.split('/')[0] ?? '');
      }
    }
    expect([...imported].sort()).toEqual(['firebase', 'firebase-admin', 'zod']);
    for (const name of imported) expect(asked.has(name)).toBe(true);
    const folders = files.map((file) => file.slice(join(app, 'node_modules/firecircle/').length).split('/')[0]);
    expect([...new Set(folders)].sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    for (const file of files) expect(await readFile(file, 'utf8')).not.toContain(root.slice(0, -1));
  });
});

const page = `<!doctype html><meta charset="utf-8"><title>Heart</title><button>♡</button> <output></output>
<script type="module" src="./main.js"></script>`;

const main = `
import { initializeApp } from 'firebase/app';
import { onAuthStateChanged, signInWithEmailAndPassword } from 'firebase/auth';
import { disableNetwork, enableNetwork } from 'firebase/firestore';
import { connectFirecircleEmulators, getFirecircle, setLike, toggleLike, watchMetadata } from 'firecircle';

const { ports, contentId } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const firecircle = getFirecircle(initializeApp({ projectId: 'demo-firecircle', apiKey: 'demo' }), { offline: 'persist' });
connectFirecircleEmulators(firecircle, ports);
const button = document.querySelector('button');
const output = document.querySelector('output');
watchMetadata(firecircle, 'media', contentId, ({ likes, userInteractions, pending }) => {
  button.textContent = userInteractions.liked ? '♥' : '♡';
  output.textContent = likes + (pending ? ' pending' : '');
}, (error) => { output.textContent = error.code; });
button.onclick = () => toggleLike(firecircle, 'media', contentId);
onAuthStateChanged(firecircle.auth, (user) => { document.body.dataset.uid = user?.uid ?? ''; });
window.heart = {
  signIn: (email) => signInWithEmailAndPassword(firecircle.auth, email, 'firecircle-demo').then(() => undefined),
  toggle: () => toggleLike(firecircle, 'media', contentId),
  like: () => setLike(firecircle, 'media', contentId, true, { wait: 'local' }),
  offline: () => disableNetwork(firecircle.firestore),
  online: () => enableNetwork(firecircle.firestore),
};`;

describe('in a real browser, over WebChannel', () => {
  let browser: Browser;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    await writeFile(join(app, 'index.html'), page);
    await writeFile(join(app, 'main.js'), main);
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    await run(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: app });
    const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
    server = createServer(async (request, response) => {
      const path = request.url === '/' ? '/index.html' : String(request.url);
      try {
        const body = await readFile(join(app, 'dist', path));
        response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    origin = `http://127.0.0.1:${address.port}`;
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  async function open(contentId: string): Promise<Page> {
    const context = await browser.newContext();
    const opened = await context.newPage();
    await opened.goto(`${origin}/#${encodeURIComponent(JSON.stringify({ ports, contentId }))}`);
    return opened;
  }

  const shown = (opened: Page) => opened.evaluate(() => (document.body.textContent ?? '').replace(/\s+/g, ' ').trim());
  const soon = { timeout: 30_000 };

  test('a like is counted on the server and shown on another screen', async () => {
    const content = await newContent();
    await contentDoc(content).update({ likes: 6 });
    const [person, watcher] = [await open(content.contentId), await open(content.contentId)];
    await expect.poll(() => shown(watcher), soon).toBe('♡ 6');
    const { email, uid } = await newPerson();
    await person.evaluate(`heart.signIn(${JSON.stringify(email)})`);
    await expect.poll(() => person.evaluate(() => document.body.dataset.uid), soon).toBe(uid);
    const state = await person.evaluate('heart.toggle()');
    expect(state).toEqual({ contentId: content.contentId, liked: true, likeCount: 7 });
    await expect.poll(() => shown(person), soon).toBe('♥ 7');
    await expect.poll(() => shown(watcher), soon).toBe('♡ 7');
    expect(await counted(content, 'likes')).toBe(7);
    await person.getByRole('button').click();
    await expect.poll(() => shown(watcher), soon).toBe('♡ 6');
    await Promise.all([person.context().close(), watcher.context().close()]);
  });

  test('a like made offline outlives a reload of the page, and is delivered', async () => {
    const content = await newContent({ title: `Offline ${randomUUID()}` });
    const opened = await open(content.contentId);
    await opened.evaluate(`heart.signIn(${JSON.stringify((await newPerson()).email)})`);
    await expect.poll(() => shown(opened), soon).toBe('♡ 0');
    await opened.evaluate('heart.offline()');
    expect(await opened.evaluate('heart.like()')).toMatchObject({ liked: true, likeCount: 1 });
    await expect.poll(() => shown(opened), soon).toBe('♥ 1 pending');
    expect(await counted(content, 'likes')).toBe(0);
    // The new page is online.
    await opened.reload();
    await expect.poll(() => counted(content, 'likes'), soon).toBe(1);
    await expect.poll(() => shown(opened), soon).toBe('♥ 1');
    await opened.context().close();
  });
});
