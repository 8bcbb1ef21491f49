import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';
import { recordBrowser } from '../indexes/recorder.ts';

/** Where the page under test is served. */
export function hostingUrl(): string {
  const url = process.env.FIRECIRCLE_HOSTING_URL;
  if (url === undefined) throw new Error('Set FIRECIRCLE_HOSTING_URL to a Hosting emulator that serves web/dist.');
  return url;
}

/** The machine's own Chrome where FIRECIRCLE_CHROME names one, else the one that npm brought along (Linux x64). */
export async function launchBrowser(): Promise<Browser> {
  const chrome = process.env.FIRECIRCLE_CHROME;
  const executablePath = chrome === undefined || chrome === '' ? await packedChromium() : chrome;
  const browser = await playwright.launch({ executablePath, args: launchArgs, headless: true });
  recordBrowser(browser);
  return browser;
}

/** Root has no sandbox, a container little shared memory; the page needs no graphics processor. */
const launchArgs = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars'];

/**
 * The package unpacks its browser to the machine's temporary folder, and takes any file of that name there for a whole
 * browser: two test workers at once, or one that was stopped half-way, would leave a broken one. So it unpacks into a
 * folder of this call, which takes its place in one step; beside the package, so that a new version unpacks its own.
 */
async function packedChromium(): Promise<string> {
  const beside = dirname(dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium')))));
  const home = join(beside, 'unpacked');
  const browser = join(home, 'chromium');
  if (existsSync(browser)) return browser;

  const stage = await mkdtemp(join(beside, 'unpacking-'));
  const temporary = process.env.TMPDIR;
  process.env.TMPDIR = stage;
  // The folder is read when the call begins, not while it goes on.
  const unpacked = chromium.executablePath();
  if (temporary === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = temporary;
  await unpacked;
  try {
    await rename(stage, home);
  } catch (error) {
    await rm(stage, { recursive: true, force: true });
    if (!existsSync(browser)) throw error;
  }
  return browser;
}
