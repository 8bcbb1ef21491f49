import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { overflow, violations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { type Member, newCreator, openOwnProfile, sitDown, syncAs } from './members.ts';
import { type OpenPage, openPage } from './seats.ts';

let browser: Browser;
let creator: Member;
let open: OpenPage | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
  creator = await newCreator('Cleo Cruz');
  for (const platform of ['tiktok', 'instagram', 'twitter']) await syncAs(creator, platform, 12_000, 2.5);
});
afterEach(async () => {
  await open?.close();
  open = undefined;
});
afterAll(async () => {
  await browser.close();
});

describe.each([
  ['1440 pixels, light', { width: 1440, height: 900, colorScheme: 'light' }],
  ['360 pixels, dark', { width: 360, height: 780, colorScheme: 'dark' }],
] as const)('accessibility at %s', (_, look) => {
  async function looksRight(): Promise<void> {
    if (open === undefined) throw new Error('No page is open.');
    expect(await violations(open.page)).toEqual([]);
    expect(await overflow(open.page)).toBe(0);
  }

  it('has no violation at the sign-in and among people', async () => {
    open = await openPage(browser, look);
    const { page, left } = open;
    await left.getByRole('button', { name: /own e-mail/ }).click();
    await page.getByRole('dialog').getByText('I am new').click();
    await page.getByRole('textbox', { name: 'Username' }).waitFor();
    await looksRight();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });

    await sitDown(page, left, creator);
    await left.getByRole('button', { name: 'People', exact: true }).click();
    await left.getByText('Nobody yet. Follow somebody').waitFor();
    await looksRight();
  });

  it('has no violation in a profile, with its tools, its problems and its history', async () => {
    open = await openPage(browser, look);
    const { page, left } = open;
    await sitDown(page, left, creator);
    await openOwnProfile(left, creator);
    const history = left.getByRole('region', { name: 'History' });
    await history.locator('.recharts-line').first().waitFor();
    await left.getByText('Auto-sync', { exact: true }).click();
    await left.getByRole('button', { name: 'Connect TikTok' }).click();
    await left.getByRole('form', { name: 'Bring your figures up to date' }).getByText('Sync', { exact: true }).click();
    await left.getByText('followers is required').waitFor();
    await looksRight();
    await history.getByRole('button', { name: 'Table' }).click();
    await history.getByRole('table').waitFor();
    await looksRight();
  });

  it('has no violation in any part of the account', async () => {
    open = await openPage(browser, look);
    const { page, left } = open;
    await sitDown(page, left, creator);
    await openOwnProfile(left, creator);
    await left.getByRole('button', { name: 'Account', exact: true }).click();
    const account = page.getByRole('dialog');
    for (const [part, sign] of [
      ['Profile', 'About you'],
      ['Security', 'Sign out everywhere'],
      ['Blocked', 'You block nobody.'],
      ['Data', 'Export my data'],
    ] as const) {
      await account.getByText(part, { exact: true }).click();
      await account.getByText(sign).waitFor();
      await looksRight();
    }
  });
});
