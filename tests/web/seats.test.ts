import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newContent, setContent } from '../world.ts';
import { launchBrowser } from './browser.ts';
import {
  cardOf,
  newerThanAll,
  type OpenPage,
  openPage,
  press,
  seesLikes,
  seesPendingLikes,
  seesSaves,
  setNetwork,
  showShelf,
  showType,
  signInAs,
  signOut,
  signUp,
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

/** A content that nobody has touched, at the top of its list. */
async function freshContent() {
  const title = `Fireside ${randomUUID().slice(0, 8)}`;
  const creator = { uid: 'carol', displayName: 'Carol' };
  const content = await newContent({ contentType: 'podcast', title, creator, createdAt: newerThanAll() });
  return { title, content };
}

async function openAtPodcasts(): Promise<OpenPage> {
  open = await openPage(browser);
  await showType(open.left, 'Podcasts');
  await showType(open.right, 'Podcasts');
  return open;
}

async function openAsAliceAndBob(): Promise<OpenPage> {
  const both = await openAtPodcasts();
  await signInAs(both.left, 'Alice');
  await signInAs(both.right, 'Bob');
  return both;
}

describe('two people at one page', () => {
  it('see each other’s likes as they happen, each with a heart of their own', async () => {
    const { title } = await freshContent();
    const { left, right, complaints } = await openAsAliceAndBob();
    const [mine, theirs] = [await cardOf(left, title), await cardOf(right, title)];

    await press(mine, 'Like');
    await seesLikes(mine, title, 1, 'full');
    await seesLikes(theirs, title, 1, 'empty');

    await press(theirs, 'Like');
    await seesLikes(theirs, title, 2, 'full');
    await seesLikes(mine, title, 2, 'full');

    await press(mine, 'Like');
    await seesLikes(mine, title, 1, 'empty');
    await seesLikes(theirs, title, 1, 'full');

    // Faster than any answer: the last press counts.
    for (let pressed = 0; pressed < 3; pressed++) await press(mine, 'Like');
    await seesLikes(mine, title, 2, 'full');
    await seesLikes(theirs, title, 2, 'full');
    expect(complaints).toEqual([]);
  });

  it('see saves and shares move, and a share is registered once', async () => {
    const { title } = await freshContent();
    const { left, right, complaints } = await openAsAliceAndBob();
    const [mine, theirs] = [await cardOf(left, title), await cardOf(right, title)];

    await press(mine, 'Save');
    await seesSaves(theirs, title, 1, false);
    await press(mine, 'Share');
    await theirs.getByRole('button', { name: `Share ${title}, 1 share`, exact: true }).waitFor();
    expect(await mine.getByRole('button', { name: /^Share / }).isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('count one view for one opening, and none for the second', async () => {
    const { title } = await freshContent();
    const { page, left, right, complaints } = await openAsAliceAndBob();
    const [mine, theirs] = [await cardOf(left, title), await cardOf(right, title)];

    await mine.getByRole('button', { name: title, exact: true }).click();
    await theirs.getByRole('img', { name: '1 view', exact: true }).waitFor();
    const detail = page.getByRole('dialog');
    await detail.getByText('Live: every number').waitFor();
    expect(await detail.locator('[data-counter=views]').textContent()).toBe('1');
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'hidden' });

    await mine.getByRole('button', { name: title, exact: true }).click();
    await detail.getByText('Live: every number').waitFor();
    // A like made after the second view arrives after it, so the count beside it is final.
    await press(detail, 'Like');
    await seesLikes(theirs, title, 1, 'empty');
    expect(await theirs.getByRole('img', { name: '1 view', exact: true }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});

describe('likes that persist', () => {
  it('leave with their person and come back with her, through sign-out and reload', async () => {
    const { title } = await freshContent();
    const { page, left, complaints } = await openAtPodcasts();
    await signInAs(left, 'Alice');
    const card = await cardOf(left, title);
    await press(card, 'Like');
    await seesLikes(card, title, 1, 'full');

    await signOut(left);
    await left.getByText('Alice has left and took the hearts along.').waitFor();
    await seesLikes(card, title, 1, 'empty');

    await signInAs(left, 'Carol');
    await seesLikes(card, title, 1, 'empty');
    await signOut(left);

    await signInAs(left, 'Alice');
    await seesLikes(card, title, 1, 'full');

    await page.reload();
    await left.getByRole('button', { name: 'Sign out Alice' }).waitFor();
    await showType(left, 'Podcasts');
    await seesLikes(await cardOf(left, title), title, 1, 'full');
    expect(complaints).toEqual([]);
  });

  it('are kept on the shelves of what one liked and saved', async () => {
    const { title } = await freshContent();
    const { page, left, complaints } = await openAtPodcasts();
    await signUp(page, left, { name: 'Dayo Daramola', email: `${randomUUID()}@example.com` });
    await showShelf(left, 'Liked');
    await left.getByText('Nothing liked yet').waitFor();

    await showShelf(left, 'Explore');
    const card = await cardOf(left, title);
    await press(card, 'Like');
    await press(card, 'Save');
    await seesLikes(card, title, 1, 'full');
    for (const shelf of ['Liked', 'Saved'] as const) {
      await showShelf(left, shelf);
      await seesLikes(await cardOf(left, title), title, 1, 'full');
    }

    await press(await cardOf(left, title), 'Save');
    await left.getByText('Nothing saved yet').waitFor();
    await signOut(left);
    await left.getByText('They belong to a person').waitFor();
    expect(complaints).toEqual([]);
  });

  it('begin the moment a new person has signed up', async () => {
    const { title } = await freshContent();
    const { page, left, right, complaints } = await openAtPodcasts();
    await signUp(page, left, { name: 'Efe Eze', email: `${randomUUID()}@example.com` });
    await press(await cardOf(left, title), 'Like');
    await seesLikes(await cardOf(right, title), title, 1, 'empty');
    expect(complaints).toEqual([]);
  });

  it('are nobody’s without a person: a press asks to sign in and changes nothing', async () => {
    const { title } = await freshContent();
    const { page, left, complaints } = await openAtPodcasts();
    const card = await cardOf(left, title);
    await press(card, 'Like');
    await page.getByRole('alert').filter({ hasText: 'Sign in to like' }).waitFor();
    await seesLikes(card, title, 0, 'empty');
    expect(complaints).toEqual([]);
  });
});

describe('the offline switch', () => {
  it('holds changes in sight, and sends them when it is switched back', async () => {
    const { title } = await freshContent();
    const { left, right, complaints } = await openAsAliceAndBob();
    const [mine, theirs] = [await cardOf(left, title), await cardOf(right, title)];

    await setNetwork(left, 'offline');
    await left.getByText('Offline. Go on').waitFor();
    await press(mine, 'Like');
    await press(mine, 'Save');
    await seesPendingLikes(mine, title, 1);
    const queue = left.getByRole('list', { name: 'Queue' });
    await queue.getByText(`Like · ${title}`).waitFor();
    await queue.getByText(`Save · ${title}`).waitFor();
    await left.getByText('Offline. 2 changes waiting').waitFor();
    expect(await queue.getByText('waiting', { exact: true }).count()).toBe(2);

    // Bob's own like passes between the two, so what Bob sees then is newer than what Alice did.
    await press(theirs, 'Like');
    await seesLikes(theirs, title, 1, 'full');
    await seesSaves(theirs, title, 0, false);

    await setNetwork(left, 'online');
    await left.getByText('Everything has been sent').waitFor();
    await seesLikes(theirs, title, 2, 'full');
    await seesSaves(theirs, title, 1, false);
    await seesLikes(mine, title, 2, 'full');
    await queue.waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
  });

  it('takes back what the server refuses, and says so', async () => {
    const { title, content } = await freshContent();
    const { page, left, complaints } = await openAtPodcasts();
    await signInAs(left, 'Alice');
    const card = await cardOf(left, title);

    await setNetwork(left, 'offline');
    await press(card, 'Like');
    await left.getByText('Offline. 1 change waiting').waitFor();
    await setContent(content, { status: 'hidden' });
    await setNetwork(left, 'online');

    await page
      .getByRole('alert')
      .filter({ hasText: `Alice: the like of “${title}” was taken back` })
      .waitFor();
    await left.getByRole('list', { name: 'Queue' }).waitFor({ state: 'hidden' });
    await left.locator('xpath=self::*[not(descendant::*[@data-pending])]').waitFor();
    expect(complaints).toEqual([]);
  });

  it('keeps a person’s queue while another sits in the same seat', async () => {
    const { title } = await freshContent();
    const { left, complaints } = await openAtPodcasts();
    await signInAs(left, 'Alice');
    const card = await cardOf(left, title);
    await setNetwork(left, 'offline');
    await press(card, 'Like');
    await left.getByText('Offline. 1 change waiting').waitFor();

    await signOut(left);
    await signInAs(left, 'Sam');
    await left.getByText('Offline. Go on').waitFor();
    await signOut(left);
    await signInAs(left, 'Alice');
    await left.getByText('Offline. 1 change waiting').waitFor();

    await setNetwork(left, 'online');
    await seesLikes(card, title, 1, 'full');
    expect(complaints).toEqual([]);
  });
});
