import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newContent } from '../world.ts';
import { overflow, violations } from './axe.ts';
import { hostingUrl, launchBrowser } from './browser.ts';
import {
  cardOf,
  newerThanAll,
  type OpenPage,
  openPage,
  press,
  seesLikes,
  setNetwork,
  showType,
  signInAs,
} from './seats.ts';

let browser: Browser;
let open: OpenPage | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  await open?.close();
  open = undefined;
});
afterAll(async () => {
  await browser.close();
});

async function freshEbook() {
  const title = `Kindling ${randomUUID().slice(0, 8)}`;
  await newContent({ contentType: 'ebook', title, description: 'Short and dry.', createdAt: newerThanAll() });
  return title;
}

describe('the page', () => {
  it('shows only contents of the chosen type', async () => {
    await freshEbook();
    open = await openPage(browser);
    await showType(open.left, 'Ebooks');
    await open.left.locator('[data-content][data-type=ebook]').first().waitFor();
    expect(await open.left.locator('[data-content]:not([data-type=ebook])').count()).toBe(0);
    expect(open.complaints).toEqual([]);
  });

  it('loads more as one goes on', async () => {
    for (let made = 0; made < 13; made++) await freshEbook();
    open = await openPage(browser);
    await showType(open.left, 'Ebooks');
    const cards = open.left.locator('[data-content][data-type=ebook]');
    await cards.first().waitFor();
    await cards.last().scrollIntoViewIfNeeded();
    await cards.nth(12).waitFor();
    expect(open.complaints).toEqual([]);
  });

  it('links to the API explorers and remembers the chosen colour scheme', async () => {
    open = await openPage(browser);
    const { page } = open;
    await page.getByRole('button', { name: 'API explorers' }).click();
    for (const contract of ['engagement', 'social-sync', 'streaming', 'commerce']) {
      const item = page.getByRole('menuitem', { name: contract });
      expect(await item.getAttribute('href')).toBe(`/${contract}/docs`);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Switch to the dark scheme' }).click();
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Switch to the light scheme' }).waitFor();
    expect(open.complaints).toEqual([]);
  });

  it('likes, opens and closes by keyboard alone', async () => {
    const title = await freshEbook();
    open = await openPage(browser);
    const { page, left } = open;
    await showType(left, 'Ebooks');
    await signInAs(left, 'Mia');
    const card = await cardOf(left, title);

    await card.getByRole('button', { name: title, exact: true }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await seesLikes(card, title, 1, 'full');

    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: title }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(title);
    expect(open.complaints).toEqual([]);
  });

  it('says what to do when it is not served by Hosting', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route('**/__/firebase/init.js*', (route) => route.fulfill({ status: 404 }));
    await page.goto(hostingUrl());
    await page.getByRole('alert').getByText('npm start').waitFor();
    await context.close();
  });

  it('finds its contents when the server comes later than the visitor', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const firestore = '**/google.firestore.v1.Firestore/**';
    await page.route(firestore, (route) => route.abort());
    await page.goto(hostingUrl());
    await page.getByText('Nothing here yet').first().waitFor();
    await page.unroute(firestore);
    await page.locator('[data-ready]').first().waitFor();
    await context.close();
  });

  it('asks no other server than the project’s own', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).hostname));
    await page.goto(hostingUrl());
    await page.locator('[data-ready]').first().waitFor();
    expect([...hosts].filter((host) => host !== '127.0.0.1' && host !== 'localhost' && host !== '')).toEqual([]);
    await context.close();
  });
});

describe('on a narrow screen', () => {
  it('fits 360 pixels, one seat at a time, both alive', async () => {
    const title = await freshEbook();
    open = await openPage(browser, { width: 360, height: 780 });
    const { page, left, right } = open;
    await showType(left, 'Ebooks');
    await signInAs(left, 'Alice');
    expect(await right.isVisible()).toBe(false);
    expect(await overflow(page)).toBe(0);

    const switchTo = (name: string) =>
      page.getByRole('radiogroup', { name: 'Whose side' }).getByText(name, { exact: true }).click();
    await switchTo('Seat two');
    await showType(right, 'Ebooks');
    const theirs = await cardOf(right, title);
    await seesLikes(theirs, title, 0, 'empty');
    expect(await overflow(page)).toBe(0);

    await switchTo('Alice');
    await press(await cardOf(left, title), 'Like');
    await switchTo('Seat two');
    await seesLikes(theirs, title, 1, 'empty');

    await theirs.getByRole('button', { name: title, exact: true }).click();
    await page.getByRole('dialog', { name: title }).getByText('Live: every number').waitFor();
    expect(await overflow(page)).toBe(0);
    expect(open.complaints).toEqual([]);
  });
});

describe.each(['light', 'dark'] as const)('accessibility, %s', (colorScheme) => {
  it('has no violation signed out, signed in, offline with a queue, and in the detail', async () => {
    const title = await freshEbook();
    open = await openPage(browser, { colorScheme });
    const { page, left } = open;
    await showType(left, 'Ebooks');
    await cardOf(left, title);
    expect(await violations(page)).toEqual([]);

    await signInAs(left, 'Alice');
    const card = await cardOf(left, title);
    await setNetwork(left, 'offline');
    await press(card, 'Like');
    await left.getByText('Offline. 1 change waiting').waitFor();
    expect(await violations(page)).toEqual([]);

    await setNetwork(left, 'online');
    await seesLikes(card, title, 1, 'full');
    await card.getByRole('button', { name: title, exact: true }).click();
    await page.getByRole('dialog', { name: title }).getByText('Live: every number').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
