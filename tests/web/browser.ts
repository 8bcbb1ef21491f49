import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Where the page under test is served. */
export function hostingUrl(): string {
  const url = process.env.FIRECIRCLE_HOSTING_URL;
  if (url === undefined) throw new Error('Set FIRECIRCLE_HOSTING_URL to a Hosting emulator that serves web/dist.');
  return url;
}

/** The machine's own Chrome where FIRECIRCLE_CHROME names one, else the one that npm brought along (Linux x64). */
export async function launchBrowser(): Promise<Browser> {
  const chrome = process.env.FIRECIRCLE_CHROME;
  const executablePath = chrome === undefined || chrome === '' ? await chromium.executablePath() : chrome;
  return playwright.launch({ executablePath, args: [...launchArgs, '--no-sandbox'], headless: true });
}

/** The packed Chromium comes without a graphics stack; these are those of its own switches that a page needs. */
const launchArgs = ['--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars', '--force-color-profile=srgb'];
