import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../functions/src/platform/outgoing/addresses.ts';
import { OutgoingError } from '../../functions/src/platform/outgoing/exchange.ts';
import { retryAfterMs, untilSecondMs } from '../../functions/src/platform/outgoing/retryAfter.ts';
import { allowedReceivers, outgoingUrl, resolveTarget } from '../../functions/src/platform/outgoing/target.ts';
import { twinsOfNames, twinsOfUrls } from '../outgoingTargets.ts';

/** Where strangers may make this server call. Each refusal stands beside a twin that differs in one thing and is allowed. */

const none = new Set<string>();

function refusal(text: string): string | null {
  try {
    outgoingUrl(text, none);
    return null;
  } catch (error) {
    return error instanceof OutgoingError ? error.reason : String(error);
  }
}

test.each(twinsOfUrls)('%s is refused and %s is not', (refused, allowed) => {
  expect([refusal(refused), refusal(allowed)]).toEqual(['refused-url', null]);
});

describe('names that resolve', () => {
  const found = (addresses: readonly string[]) =>
    resolveTarget('https://receiver.example.com/hook', async () => addresses, none).then(
      (target) => target.addresses,
      (error: unknown) => (error instanceof OutgoingError ? error.reason : String(error)),
    );

  test.each(twinsOfNames)('to %j are refused and to %j are not', async (refused, allowed) => {
    expect(await found(refused)).toBe('refused-address');
    expect(await found(allowed)).toEqual(allowed);
  });

  test('to nothing, or not at all, are not found', async () => {
    expect(await found([])).toBe('unresolved');
    const target = resolveTarget('https://receiver.example.com/', () => Promise.reject(new Error('ENOTFOUND')), none);
    await expect(target).rejects.toMatchObject({ reason: 'unresolved' });
  });

  test('are resolved once', async () => {
    let asked = 0;
    const target = await resolveTarget(
      'https://receiver.example.com/',
      async () => {
        asked += 1;
        return asked === 1 ? ['1.1.1.1'] : ['127.0.0.1'];
      },
      none,
    );
    expect([asked, target.addresses]).toEqual([1, ['1.1.1.1']]);
  });
});

test('a public address is not asked for, and what is no address is not public', async () => {
  const never = () => Promise.reject(new Error('nobody should ask'));
  expect((await resolveTarget('https://1.1.1.1/', never, none)).addresses).toEqual(['1.1.1.1']);
  expect((await resolveTarget('https://[2606:4700::1111]/', never, none)).addresses).toEqual(['2606:4700::1111']);
  for (const text of ['', 'example.com', '1.1.1', '1.1.1.1.1', '1.1.1.1%eth0', '2606:4700::1111%1', '::ffff:1.1.1.1'])
    expect([text, isPublicAddress(text)]).toEqual([text, false]);
});

describe('receivers on this machine', () => {
  const reach = (url: string, allow: string | undefined, isDemo = true) =>
    resolveTarget(url, () => Promise.reject(new Error('nobody should ask')), allowedReceivers(allow, isDemo)).then(
      (target) => target.addresses,
      (error: unknown) => (error instanceof OutgoingError ? error.reason : String(error)),
    );

  test.each([
    ['http://127.0.0.1:5099/hook', '127.0.0.1:5099', ['127.0.0.1']],
    ['https://127.0.0.1:5099/hook', '127.0.0.1:5099', ['127.0.0.1']],
    ['http://localhost:80/', 'localhost:80', ['127.0.0.1']],
    ['http://[::1]:5099/', '127.0.0.1:1, [::1]:5099', ['::1']],
  ])('%s is reached when %s is allowed, in a demo project alone', async (url, allow, addresses) => {
    expect(await reach(url, allow)).toEqual(addresses);
    expect(await reach(url, allow, false)).toBe('refused-url');
    expect(await reach(url, undefined)).toBe('refused-url');
  });

  test.each([
    ['http://127.0.0.1:5098/', '127.0.0.1:5099'],
    ['http://127.0.0.2:5099/', '127.0.0.1:5099'],
    ['http://localhost:5099/', '127.0.0.1:5099'],
    ['ftp://127.0.0.1:5099/', '127.0.0.1:5099'],
    ['http://me@127.0.0.1:5099/', '127.0.0.1:5099'],
    ['http://127.0.0.1:5099.example.com/', '127.0.0.1:5099'],
  ])('%s is not reached by allowing %s', async (url, allow) => {
    expect(await reach(url, allow)).toBe('refused-url');
  });

  test.each(['10.0.0.1:80', 'example.com:443', '127.0.0.1', '127.0.0.1:0', '127.0.0.1:99999', ''])(
    'allowing %j is a mistake of the configuration',
    (text) => {
      if (text === '') expect(() => allowedReceivers(' , ', true)).toThrow('FIRECIRCLE_WEBHOOK_ALLOW');
      else expect(() => allowedReceivers(text, true)).toThrow('FIRECIRCLE_WEBHOOK_ALLOW');
    },
  );
});

test('waits that others ask for are understood and bounded', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Thu, 01 Jan 2026 00:05:00 GMT', now)).toBe(300_000);
  expect(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(1000);
  expect(retryAfterMs('0', now)).toBe(1000);
  expect(retryAfterMs('99999999999', now)).toBe(86_400_000);
  for (const text of [undefined, '', 'soon', '-5', '1e3'])
    expect([text, retryAfterMs(text, now)]).toEqual([text, undefined]);
  expect(untilSecondMs(String(now / 1000 + 30), now)).toBe(30_000);
  expect(untilSecondMs('now', now)).toBeUndefined();
});
