import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newContent } from '../world.ts';
import { launchBrowser } from './browser.ts';
import { findPerson, newMember, openOwnProfile, sitDown } from './members.ts';
import { cardOf, newerThanAll, type OpenPage, openPage, showType, signInAs } from './seats.ts';

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

describe('a profile', () => {
  it('opens from what its person made, and leads back to where one was', async () => {
    const maker = await newMember('Ola Olsen');
    const title = `Ember ${randomUUID().slice(0, 8)}`;
    const { uid, displayName } = maker;
    await newContent({ contentType: 'merch', title, creator: { uid, displayName }, createdAt: newerThanAll() });
    open = await openPage(browser);
    const { page, left } = open;
    await showType(left, 'Merch');
    const card = await cardOf(left, title);

    await card.getByRole('button', { name: displayName }).click();
    await left.getByRole('heading', { name: displayName, level: 3 }).waitFor();
    await left.getByText(`@${maker.username}`).waitFor();
    expect(await card.isVisible()).toBe(false);
    await left.getByRole('button', { name: 'Back' }).click();
    await card.waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(displayName);

    await card.getByRole('button', { name: title, exact: true }).click();
    await page.getByRole('dialog', { name: title }).getByRole('button', { name: displayName }).click();
    await left.getByRole('heading', { name: displayName, level: 3 }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(open.complaints).toEqual([]);
  });

  it('opens from one’s own picture and by a username in any letter case', async () => {
    const member = await newMember('Pia Park');
    open = await openPage(browser);
    const { page, left, right } = open;
    await sitDown(page, left, member);
    await openOwnProfile(left, member);
    await left.getByRole('button', { name: 'Account' }).waitFor();
    await findPerson(right, { ...member, username: `@${member.username.toUpperCase()}` });
    await right.getByRole('button', { name: `Follow ${member.displayName}` }).waitFor();
    expect(open.complaints).toEqual([]);
  });

  it('of nobody is not there, and the search says so', async () => {
    open = await openPage(browser);
    const { left } = open;
    await left.getByRole('button', { name: 'People', exact: true }).click();
    await left.getByRole('textbox', { name: 'Find a person by username' }).fill(`nobody_${randomUUID().slice(0, 8)}`);
    await left.getByRole('button', { name: 'Find', exact: true }).click();
    await left.getByText('There is nobody of this name.').waitFor();
  });
});

describe('following', () => {
  it('moves the number in the other seat, there and back', async () => {
    const member = await newMember('Quy Quist');
    open = await openPage(browser);
    const { page, left, right } = open;
    await sitDown(page, left, member);
    await signInAs(right, 'Bob');
    await openOwnProfile(left, member);
    await findPerson(right, member);
    const follow = right.getByRole('button', { name: `Follow ${member.displayName}` });

    await follow.click();
    // At once, before the server has answered.
    await right.getByRole('button', { name: '1 follower' }).waitFor({ timeout: 2_000 });
    await left.getByRole('button', { name: '1 follower' }).click();
    await left
      .getByRole('list', { name: `Followers of ${member.displayName}` })
      .getByText('@bob')
      .waitFor();
    await right.getByRole('button', { name: `Follow ${member.displayName}`, pressed: true, disabled: false }).waitFor();

    await follow.click();
    for (const seat of [left, right]) await seat.getByRole('button', { name: '0 followers' }).waitFor();
    expect(open.complaints).toEqual([]);
  });

  it('asks to sign in first', async () => {
    const member = await newMember('Rui Rocha');
    open = await openPage(browser);
    await findPerson(open.left, member);
    await open.left.getByRole('button', { name: `Follow ${member.displayName}` }).click();
    await open.page.getByRole('alert').filter({ hasText: 'Sign in to follow' }).waitFor();
    await open.left.getByRole('button', { name: '0 followers' }).waitFor();
  });
});

describe('blocking', () => {
  it('hides, ends the follow, refuses a new one, and can be taken back in the account', async () => {
    const [member, other] = [await newMember('Siv Stone'), await newMember('Tor Tamm')];
    open = await openPage(browser);
    const { page, left, right } = open;
    await sitDown(page, left, member);
    await sitDown(page, right, other);
    await findPerson(right, member);
    const follow = right.getByRole('button', { name: `Follow ${member.displayName}` });
    await follow.click();
    await right.getByRole('button', { name: `Follow ${member.displayName}`, pressed: true, disabled: false }).waitFor();

    await findPerson(left, other);
    await left.getByRole('button', { name: `Block ${other.displayName}` }).click();
    await left.getByText(`You block ${other.displayName}`).waitFor();
    expect(await left.getByRole('button', { name: `Follow ${other.displayName}` }).count()).toBe(0);

    await right
      .getByRole('button', { name: `Follow ${member.displayName}`, pressed: false, disabled: false })
      .waitFor();
    await right.getByRole('button', { name: '0 followers' }).waitFor();
    await follow.click();
    await page.getByRole('alert').filter({ hasText: 'There is a block between you two.' }).waitFor();
    await right.getByRole('button', { name: '0 followers' }).waitFor();
    await right
      .getByRole('button', { name: `Follow ${member.displayName}`, pressed: false, disabled: false })
      .waitFor();

    await openOwnProfile(left, member);
    await left.getByRole('button', { name: 'Account' }).click();
    const account = page.getByRole('dialog');
    await account.getByText('Blocked', { exact: true }).click();
    await account.getByRole('button', { name: `Unblock ${other.displayName}` }).click();
    await account.getByText('You block nobody.').waitFor();
    await page.keyboard.press('Escape');
    await account.waitFor({ state: 'hidden' });
    await findPerson(left, other);
    await left.getByRole('button', { name: `Block ${other.displayName}` }).waitFor();
  });
});
