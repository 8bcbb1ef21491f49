import { randomUUID } from 'node:crypto';
import type { Browser, ConsoleMessage, Locator, Page } from 'playwright-core';
import { hostingUrl } from './browser.ts';

/** The page as a person meets it: two seats, each by its roles and names. */
export interface OpenPage {
  readonly page: Page;
  readonly left: Locator;
  readonly right: Locator;
  /** What the browser complained about since the page was opened. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** That nobody has a username is an answer, which a browser notes as a missing page. */
const isAnswer = (message: ConsoleMessage): boolean =>
  message.text().includes('404') && message.location().url.endsWith('/profiles');

/** A browser profile of its own, so nobody is signed in. */
export async function openPage(browser: Browser, look: Look = {}): Promise<OpenPage> {
  const { width = 1440, height = 900, colorScheme = 'light' } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if ((message.type() === 'error' || message.type() === 'warning') && !isAnswer(message))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(hostingUrl());
  await page.locator('[data-seat=left]').waitFor();
  return {
    page,
    left: page.locator('[data-seat=left]'),
    right: page.locator('[data-seat=right]'),
    complaints,
    close: () => context.close(),
  };
}

export async function signInAs(seat: Locator, name: string): Promise<void> {
  await seat.getByRole('button', { name: new RegExp(`^Sign in as ${name}`) }).click();
  await seat.getByRole('button', { name: `Sign out ${name}` }).waitFor();
}

export async function signOut(seat: Locator): Promise<void> {
  await seat.getByRole('button', { name: /^Sign out/ }).click();
  await seat.getByText('Nobody is signed in').waitFor();
}

/** Makes an account by the form, with a username that the name suggests. */
export async function signUp(page: Page, seat: Locator, person: { name: string; email: string }): Promise<string> {
  const username = `${person.name.toLowerCase().replaceAll(' ', '_')}_${randomUUID().slice(0, 8)}`;
  await seat.getByRole('button', { name: /own e-mail/ }).click();
  const form = page.getByRole('dialog');
  await form.getByText('I am new').click();
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill(person.name);
  await form.getByRole('textbox', { name: 'Username' }).fill(username);
  await form.getByRole('textbox', { name: 'E-mail' }).fill(person.email);
  await form.getByRole('textbox', { name: 'Password' }).fill('a-good-password');
  await form.getByRole('button', { name: 'Create account' }).click();
  await seat.getByRole('heading', { name: person.name, level: 2 }).waitFor();
  return username;
}

export async function setNetwork(seat: Locator, state: 'online' | 'offline'): Promise<void> {
  await seat.getByRole('switch').setChecked(state === 'online', { force: true });
  await seat.locator(state === 'online' ? 'xpath=self::*[@data-online]' : 'xpath=self::*[not(@data-online)]').waitFor();
}

export async function showShelf(seat: Locator, shelf: 'Explore' | 'Liked' | 'Saved'): Promise<void> {
  await seat.getByRole('button', { name: shelf, exact: true }).click();
}

export async function showType(seat: Locator, type: string): Promise<void> {
  await seat.getByRole('group', { name: 'Type' }).getByRole('button', { name: type, exact: true }).click();
}

/** A time of creation at the top of every list: other tests make contents meanwhile, and a grid shows its first page. */
export const newerThanAll = (): string => new Date(Date.UTC(7000, 0, 1) + Date.now()).toISOString();

/** The card of a content, scrolled to, with its numbers live. */
export async function cardOf(seat: Locator, title: string): Promise<Locator> {
  const card = seat.getByRole('article').filter({ hasText: title });
  await card.scrollIntoViewIfNeeded();
  await card.locator('xpath=self::*[@data-ready]').waitFor();
  return card;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Waits until the card shows this count and heart, confirmed by the server. */
export async function seesLikes(card: Locator, title: string, likes: number, heart: 'full' | 'empty'): Promise<void> {
  const name = `Like ${title}, ${plural(likes, 'like')}`;
  await card.getByRole('button', { name, exact: true, pressed: heart === 'full' }).waitFor();
}

/** Waits until the card shows this count and heart, not yet confirmed. */
export async function seesPendingLikes(card: Locator, title: string, likes: number): Promise<void> {
  const name = `Like ${title}, ${plural(likes, 'like')}, waiting for the server`;
  await card.getByRole('button', { name, exact: true, pressed: true }).waitFor();
}

export async function seesSaves(card: Locator, title: string, saves: number, pressed: boolean): Promise<void> {
  await card.getByRole('button', { name: `Save ${title}, ${plural(saves, 'save')}`, exact: true, pressed }).waitFor();
}

export async function press(card: Locator, verb: 'Like' | 'Save' | 'Share'): Promise<void> {
  await card.getByRole('button', { name: new RegExp(`^${verb} `) }).click();
}
