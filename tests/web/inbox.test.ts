import { randomUUID } from 'node:crypto';
import { get } from 'node:http';
import { createServer } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mails } from '../../functions/src/domains/mail/documents.ts';
import { codeMail } from '../../functions/src/domains/mail/logic.ts';
import { deliverMail, sendMail } from '../../functions/src/domains/mail/operations.ts';
import { startInbox } from '../../scripts/setup/inbox.mjs';
import { launchBrowser } from './browser.ts';

/** The launcher's mail inbox, before the emulator of this run. */

let port: number;
let stop: () => Promise<void>;
let browser: Browser;

beforeAll(async () => {
  port = await freePort();
  stop = await startInbox(port, Number(process.env.FIRESTORE_EMULATOR_HOST?.split(':')[1]));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await stop?.();
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      server.close(() => (address === null || typeof address === 'string' ? reject() : resolve(address.port)));
    });
  });
}

/** A code mail in the inbox, delivered; its address. */
async function newMail(code: string): Promise<string> {
  const to = `${randomUUID()}@example.com`;
  await sendMail(to, codeMail('Firecircle', 'sign-in', code, 5));
  const stored = await mails().where('to', '==', to).get();
  for (const { id } of stored.docs) await deliverMail(id);
  return to;
}

async function open(width: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  await page.goto(`http://127.0.0.1:${port}`);
  return page;
}

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test('it lists mails newest first, shows the chosen one with its code, and new ones by itself', async () => {
  const page = await open(1440);
  const first = await newMail('271828');
  await page.getByRole('button', { name: first }).waitFor();
  const second = await newMail('314159');
  const newest = page.getByRole('button', { name: second });
  await newest.click();
  await page.getByRole('status', { name: 'Code' }).getByText('314159').waitFor();
  await page.frameLocator('iframe').getByText('Enter this code to sign in:').waitFor();
  const list = await page.locator('#list button').allTextContents();
  const place = (to: string) => list.findIndex((text) => text.includes(to));
  expect(place(second)).toBeGreaterThanOrEqual(0);
  expect(place(second)).toBeLessThan(place(first));
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.close();
});

test('on a phone a mail opens over the list, and one gets back', async () => {
  const to = await newMail('161803');
  const page = await open(360);
  await page.getByRole('button', { name: to }).click();
  await page.getByRole('status', { name: 'Code' }).getByText('161803').waitFor();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await page.getByRole('button', { name: to }).waitFor();
  await page.close();
});

test('what a mail contains is shown and never runs', async () => {
  const to = `${randomUUID()}@example.com`;
  const evil = '<img src=x onerror="top.document.title=1"><script>top.document.title="taken"</script>';
  await sendMail(to, { subject: evil, text: evil, html: `<p>Harmless</p>${evil}` });
  const page = await open(1440);
  await page.getByRole('button', { name: to }).click();
  await page.frameLocator('iframe').getByText('Harmless').waitFor();
  await page.getByRole('heading', { name: evil }).waitFor();
  expect(await page.title()).toBe('Mail inbox · Firecircle');
  expect(await page.locator('iframe').getAttribute('sandbox')).toBe('');
  await page.close();
});

test('it answers to the names of this machine alone', async () => {
  const statusFor = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/mails.json', headers: { Host: host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once('error', reject);
    });
  expect(await statusFor(`127.0.0.1:${port}`)).toBe(200);
  expect(await statusFor(`localhost:${port}`)).toBe(200);
  expect(await statusFor('rebound.example')).toBe(403);
  expect((await fetch(`http://127.0.0.1:${port}/mails.json`, { method: 'POST' })).status).toBe(405);
});
