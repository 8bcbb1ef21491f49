import { Timestamp } from 'firebase-admin/firestore';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { creatorProfileRef, syncPointRef } from '../../functions/src/domains/socialsync/documents.ts';
import { newPerson, signIn } from '../world.ts';
import { launchBrowser } from './browser.ts';
import {
  callVerb,
  eventually,
  findPerson,
  type Member,
  newCreator,
  openOwnProfile,
  sitDown,
  syncAs,
} from './members.ts';
import { type OpenPage, openPage, signInAs } from './seats.ts';

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

const platform = (seat: Locator, name: string) => seat.getByRole('article', { name, exact: true });
const total = (seat: Locator) => seat.locator('[data-headline=followers]');
const engagement = (seat: Locator) => seat.locator('[data-headline=engagement]');
const syncForm = (seat: Locator) => seat.getByRole('form', { name: 'Bring your figures up to date' });
const history = (seat: Locator) => seat.getByRole('region', { name: 'History' });

async function typeFigures(seat: Locator, name: string, followers: string, percent = ''): Promise<void> {
  const form = syncForm(seat);
  await form.getByRole('button', { name, exact: true }).click();
  await form.getByRole('textbox', { name: 'Followers' }).fill(followers);
  await form.getByRole('textbox', { name: 'Engagement' }).fill(percent);
}

async function sync(seat: Locator, name: string, followers: string, percent = ''): Promise<void> {
  await typeFigures(seat, name, followers, percent);
  await syncForm(seat).getByRole('button', { name: 'Sync', exact: true }).click();
}

async function openCreatorAndVisitor(displayName: string): Promise<OpenPage & { creator: Member }> {
  const creator = await newCreator(displayName);
  open = await openPage(browser);
  await sitDown(open.page, open.left, creator);
  await signInAs(open.right, 'Alice');
  await openOwnProfile(open.left, creator);
  await findPerson(open.right, creator);
  return { ...open, creator };
}

/** Weekly syncs of the past, as a schedule would have left them, the oldest 20 weeks ago. */
async function writePast(creator: Member): Promise<void> {
  const weekMs = 7 * 86_400_000;
  await creatorProfileRef(creator.uid).update({
    'stats.platformBreakdown.youtube': { followers: 2_000, engagement: 3.5 },
    'stats.totalFollowers': 2_000,
    'stats.avgEngagement': 3.5,
  });
  await Promise.all(
    Array.from({ length: 20 }, (_, week) =>
      syncPointRef(creator.uid, `past-${week}`).create({
        platform: 'youtube',
        followers: 2_000 - week * 50,
        engagement: 3.5,
        totalFollowers: 2_000 - week * 50,
        source: 'auto',
        syncedAt: Timestamp.fromMillis(Date.now() - (week + 1) * weekMs),
      }),
    ),
  );
}

describe('a creator’s figures', () => {
  it('move in the other seat as they are synced, without a reload', async () => {
    const { page, left, right, complaints } = await openCreatorAndVisitor('Gala Grant');
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
    await total(left).getByText('0 followers', { exact: true }).waitFor();
    await platform(left, 'TikTok').getByText('Not synced yet').waitFor();
    // Nothing to show to others yet.
    expect(await total(right).count()).toBe(0);

    await sync(left, 'TikTok', '1000', '6.1');
    for (const seat of [left, right]) {
      await total(seat).getByText('1,000 followers', { exact: true }).waitFor();
      await platform(seat, 'TikTok').getByText('1,000 followers', { exact: true }).waitFor();
      await platform(seat, 'TikTok').getByText('Synced just now').waitFor();
    }
    await sync(left, 'Instagram', '15925', '2.91');
    for (const seat of [left, right]) {
      await total(seat).getByText('16,925 followers', { exact: true }).waitFor();
      await engagement(seat).getByText('4.51%').first().waitFor();
      await platform(seat, 'Instagram').getByText('94%').waitFor();
      await platform(seat, 'TikTok').getByText('6%', { exact: true }).waitFor();
    }
    expect(await syncForm(right).count()).toBe(0);
    expect(await page.locator('body[data-same-page]').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('begin with a profile that its owner makes', async () => {
    // An account that the project had before Firecircle came.
    const { email } = await newPerson('hedda');
    open = await openPage(browser);
    await sitDown(open.page, open.left, { email, displayName: email.slice(0, email.indexOf('@')) });
    await open.left.getByRole('button', { name: /^Profile of / }).click();
    await open.left.getByRole('button', { name: 'Create a creator profile' }).click();
    await sync(open.left, 'X (Twitter)', '12');
    await total(open.left).getByText('12 followers', { exact: true }).waitFor();
    await platform(open.left, 'X (Twitter)').getByText('100%').waitFor();
    expect(open.complaints).toEqual([]);
  });

  it('are refused in the contract’s words when they are out of bounds', async () => {
    const { left, complaints } = await openCreatorAndVisitor('Ines Ito');
    const form = syncForm(left);
    for (const [name, followers, percent, words] of [
      ['TikTok', '', '', 'followers is required'],
      ['TikTok', '-1', '', 'followers must be a positive number'],
      ['TikTok', '100000001', '', 'followers must be less than or equal to 100000000'],
      ['Twitch', '10000001', '', 'followers must be less than or equal to 10000000'],
      ['Twitch', '10000000', '100.1', 'engagement must be between 0 and 100'],
      ['Twitch', '10000000', 'many', 'engagement must be a number'],
    ] as const) {
      await sync(left, name, followers, percent);
      await form.getByText(words, { exact: true }).waitFor();
    }
    await sync(left, 'Twitch', '10000000', '100');
    await total(left).getByText('10,000,000 followers', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('wait when ten syncs of a minute are used up, and say how long', async () => {
    const { left, creator } = await openCreatorAndVisitor('Juno Jung');
    const token = await signIn(creator);
    const form = syncForm(left);
    const wait = form.getByRole('button', { name: /^Wait \d+ s$/ });
    // A minute may end between the ten and the eleventh; in the next one there are ten again.
    for (let minute = 0; minute < 3 && !(await wait.isVisible()); minute++) {
      for (let used = 0; used < 10; used++) {
        await callVerb('creatorProfiles', 'syncPlatform', { platform: 'twitch', followers: used }, token).catch(
          () => {},
        );
      }
      await sync(left, 'Twitch', '11');
      await wait.or(form.getByRole('status')).first().waitFor();
    }
    await form.getByText('Please wait before syncing again').waitFor();
    const seconds = async () => Number(/\d+/.exec((await wait.textContent()) ?? '')?.[0]);
    const first = await seconds();
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(60);
    expect(await wait.isDisabled()).toBe(true);
    if (first > 1) await eventually(seconds).toBeLessThan(first);
  });
});

describe('the history of figures', () => {
  it('is a chart with a line for each platform, and a table of the same', async () => {
    const creator = await newCreator('Kaja Kern');
    await syncAs(creator, 'tiktok', 100, 5);
    await syncAs(creator, 'instagram', 300, 4);
    await syncAs(creator, 'tiktok', 150, 5);
    open = await openPage(browser);
    const { left, right, page } = open;
    await sitDown(page, left, creator);
    await openOwnProfile(left, creator);
    await findPerson(right, creator);

    const lines = history(right).getByRole('group', { name: 'Lines' });
    await lines.getByRole('button', { name: 'Instagram', pressed: true }).waitFor();
    await history(right).getByText('3 syncs, 350 followers more than at the first of them').waitFor();
    const curves = history(right).locator('.recharts-line');
    await eventually(() => curves.count()).toBe(3);
    await lines.getByRole('button', { name: 'Total' }).click();
    await eventually(() => curves.count()).toBe(2);

    await history(right).getByRole('button', { name: 'Table' }).click();
    const rows = history(right).getByRole('table').getByRole('row');
    await eventually(() => rows.count()).toBe(4);
    expect(await rows.nth(1).getByRole('cell').allTextContents()).toEqual(['TikTok', '150', '5%', '450']);

    await sync(left, 'TikTok', '200', '5');
    await eventually(() => rows.nth(1).getByRole('cell').allTextContents()).toEqual(['TikTok', '200', '5%', '500']);
    expect(open.complaints).toEqual([]);
  });

  it('reaches back 30 days or 90 days from the latest sync, or to the beginning', async () => {
    const creator = await newCreator('Liv Lund');
    await writePast(creator);
    open = await openPage(browser);
    await signInAs(open.left, 'Bob');
    await findPerson(open.left, creator);
    const figure = history(open.left).getByRole('figure');
    await figure.getByText('20 syncs').waitFor();
    await history(open.left).getByText('90 days', { exact: true }).click();
    await figure.getByText('13 syncs').waitFor();
    await history(open.left).getByText('30 days', { exact: true }).click();
    await figure.getByText('5 syncs').waitFor();
    expect(open.complaints).toEqual([]);
  });

  it('of a seeded creator is there from the start', async () => {
    open = await openPage(browser);
    await findPerson(open.left, { username: 'carol', displayName: 'Carol Castillo' });
    await history(open.left).locator('.recharts-line').first().waitFor();
    await history(open.left).getByRole('group', { name: 'Lines' }).getByRole('button', { name: 'TikTok' }).waitFor();
    await history(open.left).getByRole('button', { name: 'Table' }).click();
    const rows = history(open.left).getByRole('table').getByRole('row');
    await eventually(() => rows.count()).toBeGreaterThan(12);
    expect(open.complaints).toEqual([]);
  });

  it('says so when there is none', async () => {
    const { left, complaints } = await openCreatorAndVisitor('Mona Mars');
    await history(left).getByText('Make the first one above').waitFor();
    expect(complaints).toEqual([]);
  });

  it('is paid for by whoever looks at one: the first paint loads no charts', async () => {
    open = await openPage(browser);
    await open.left.locator('[data-ready]').first().waitFor();
    const loaded = () =>
      open?.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name)) ?? [];
    expect((await loaded()).filter((name) => /\/(?:Chart|Creator|AccountDialog|ProfileView)-/.test(name))).toEqual([]);
  });
});

describe('a creator’s tools', () => {
  it('show every platform’s connection and take webhooks, the owner alone', async () => {
    const { left, right, complaints } = await openCreatorAndVisitor('Nora Nagy');
    await left.getByText('Auto-sync', { exact: true }).click();
    const connections = left.getByRole('list', { name: 'Connections' });
    await eventually(() => connections.getByText('not connected').count()).toBe(5);
    await connections.getByRole('button', { name: 'Connect YouTube' }).click();
    await connections.getByRole('form', { name: 'Connect YouTube' }).waitFor();

    await left.getByText('Webhooks', { exact: true }).click();
    await left.getByText('No address is told of your syncs yet.').waitFor();
    expect(await right.getByText('Auto-sync').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
