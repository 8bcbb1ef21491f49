import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { codeFor, findPerson, type Member, memberPassword, newMember, openOwnProfile, sitDown } from './members.ts';
import { type OpenPage, openPage, signUp } from './seats.ts';

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

const field = (place: Locator, name: string) => place.getByRole('textbox', { name, exact: true });

/** Opens the page, seats the member on the left and opens their account at one of its parts. */
async function openAccount(
  member: Member,
  part: 'Profile' | 'Security' | 'Data',
): Promise<OpenPage & { account: Locator }> {
  open = await openPage(browser);
  await sitDown(open.page, open.left, member);
  await openOwnProfile(open.left, member);
  await open.left.getByRole('button', { name: 'Account' }).click();
  const account = open.page.getByRole('dialog');
  await account.getByText(part, { exact: true }).click();
  return { ...open, account };
}

describe('signing up', () => {
  it('takes a username that is free and refuses one that is not', async () => {
    const taken = await newMember('Ulla Uys');
    open = await openPage(browser);
    const { page, left } = open;
    await left.getByRole('button', { name: /own e-mail/ }).click();
    const form = page.getByRole('dialog');
    await form.getByText('I am new').click();
    await field(form, 'Username').fill(taken.username.toUpperCase());
    await form.getByText('This username belongs to somebody else.').waitFor();
    await field(form, 'Username').fill(`free_${randomUUID().slice(0, 8)}`);
    await form.getByText(/^@free_\w+ is free$/).waitFor();
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });

    const displayName = 'Vera Voss';
    const username = await signUp(page, left, { name: displayName, email: `${randomUUID()}@example.com` });
    await openOwnProfile(left, { displayName });
    await left.getByText(`@${username}`, { exact: true }).waitFor();
    expect(open.complaints).toEqual([]);
  });

  it('and in needs no password, but a code out of a mail', async () => {
    const email = `${randomUUID()}@example.com`;
    open = await openPage(browser);
    const { page, left } = open;
    await left.getByRole('button', { name: /own e-mail/ }).click();
    const form = page.getByRole('dialog');
    await form.getByText('Code', { exact: true }).click();
    await field(form, 'E-mail').fill(email);
    const before = Date.now();
    await form.getByRole('button', { name: 'Send a code' }).click();
    const code = await codeFor(email, before);
    expect(await form.getByRole('link', { name: 'Open the local inbox' }).getAttribute('href')).toContain(':5002');

    const wrong = code === '000000' ? '000001' : '000000';
    await field(form, 'Code').fill(wrong);
    await form.getByRole('button', { name: 'Sign in' }).click();
    await form.getByRole('alert').getByText('This code is not right').waitFor();
    await field(form, 'Code').fill(code);
    await form.getByRole('button', { name: 'Sign in' }).click();
    await form.waitFor({ state: 'hidden' });
    await left.getByText(email).waitFor();
    await left.getByRole('button', { name: /^Profile of/ }).click();
    await left.getByRole('button', { name: 'Account' }).waitFor();
  });

  it('in again is possible for whoever forgot the password and reads the mail', async () => {
    const member = await newMember('Wim West');
    open = await openPage(browser);
    const { page, left } = open;
    await left.getByRole('button', { name: /own e-mail/ }).click();
    const form = page.getByRole('dialog');
    await field(form, 'E-mail').fill(member.email);
    await field(form, 'Password').fill('not this one');
    await form.getByRole('button', { name: 'Sign in', exact: true }).click();
    await form.getByRole('alert').getByText('No account has this e-mail address and password.').waitFor();

    await form.getByRole('button', { name: 'Forgot your password?' }).click();
    const before = Date.now();
    await form.getByRole('button', { name: 'Send a code' }).click();
    await field(form, 'Code').fill(await codeFor(member.email, before));
    await field(form, 'New password').fill('a-new-password');
    await form.getByRole('button', { name: 'Set the new password' }).click();
    await field(form, 'Password').fill('a-new-password');
    await form.getByRole('button', { name: 'Sign in', exact: true }).click();
    await left.getByRole('heading', { name: member.displayName, level: 2 }).waitFor();
  });
});

describe('the account', () => {
  it('changes the card that others see', async () => {
    const member = await newMember('Xia Xu');
    const { page, left, right, account } = await openAccount(member, 'Profile');
    const username = `${member.username}_2`;
    await field(account, 'Name').fill('Xia Xander');
    await field(account, 'Username').fill(username);
    await field(account, 'About you').fill('Keeps bees.');
    await account.getByText(`@${username} is free`).waitFor();
    await account.getByRole('button', { name: 'Save' }).click();
    await account.getByText('Saved.').waitFor();
    await page.keyboard.press('Escape');
    await left.getByText(`@${username}`, { exact: true }).waitFor();
    await left.getByRole('heading', { name: 'Xia Xander', level: 2 }).waitFor();

    await findPerson(right, { username, displayName: 'Xia Xander' });
    await right.getByText('Keeps bees.').waitFor();
  });

  it('verifies its address by a code', async () => {
    const member = await newMember('Yan Yates');
    const { account } = await openAccount(member, 'Security');
    await account.getByText('not verified').waitFor();
    const before = Date.now();
    await account.getByRole('button', { name: 'Send a code' }).click();
    await field(account, 'Code').fill(await codeFor(member.email, before));
    await account.getByRole('button', { name: 'Verify' }).click();
    await account.getByText('verified', { exact: true }).waitFor();
  });

  it('changes its password here and ends every session when it is asked to', async () => {
    const member = await newMember('Zoe Zorn');
    const { page, left, account } = await openAccount(member, 'Security');
    await field(account, 'Present password').fill('not this one');
    await field(account, 'New password').fill('a-new-password');
    await account.getByRole('button', { name: 'Change password' }).click();
    await account.getByRole('alert').getByText('This is not your present password.').waitFor();
    await field(account, 'Present password').fill(memberPassword);
    await account.getByRole('button', { name: 'Change password' }).click();
    await account.getByText('Your password is changed.').waitFor();

    await account.getByRole('button', { name: 'Sign out everywhere' }).click();
    await left.getByText('Nobody is signed in').waitFor();
    await account.waitFor({ state: 'hidden' });
    await sitDown(page, left, member, 'a-new-password');
  });

  it('is taken along as a file, and ends for ever when its name is typed', async () => {
    const member = await newMember('Abe Abt');
    const { page, left, account } = await openAccount(member, 'Data');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      account.getByRole('button', { name: 'Export my data' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`firecircle-${member.username}.json`);
    const exported = await readFile(await file.path(), 'utf8');
    expect(exported).toContain(`users/${member.uid}`);
    expect(exported).toContain(member.email);

    const end = account.getByRole('button', { name: 'Delete my account' });
    expect(await end.isDisabled()).toBe(true);
    await field(account, 'Your username').fill(member.username);
    await end.click();
    await left.getByText('Nobody is signed in').waitFor();
    await left.getByRole('button', { name: 'People', exact: true }).click();
    await left.getByRole('textbox', { name: 'Find a person by username' }).fill(member.username);
    await left.getByRole('button', { name: 'Find', exact: true }).click();
    await left.getByText('There is nobody of this name.').waitFor();
    expect(await left.getByRole('button', { name: /^Sign out/ }).count()).toBe(0);
  });
});
