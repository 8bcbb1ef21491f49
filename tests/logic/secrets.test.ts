import { expect, test } from 'vitest';
import { clientAddress, networkOf } from '../../functions/src/platform/address.ts';
import { digest, seal, unseal } from '../../functions/src/platform/secrets.ts';

test('what is sealed for one purpose opens for that one alone, and not when a bit was changed', () => {
  const sealed = seal('tokens', 'a secret ✓');
  expect(sealed).not.toContain('secret');
  expect(seal('tokens', 'a secret ✓')).not.toBe(sealed);
  expect(unseal('tokens', sealed)).toBe('a secret ✓');
  expect(() => unseal('bank', sealed)).toThrow();
  for (const at of [0, 15, 20, sealed.length - 2]) {
    const other = sealed[at] === 'A' ? 'B' : 'A';
    expect(() => unseal('tokens', sealed.slice(0, at) + other + sealed.slice(at + 1))).toThrow();
  }
  expect(() => unseal('tokens', '')).toThrow();
});

test('a digest is the same for the same text and purpose, and safe in a document id', () => {
  expect(digest('codes', 'alice@example.com')).toBe(digest('codes', 'alice@example.com'));
  expect(digest('codes', 'alice@example.com')).not.toBe(digest('mail', 'alice@example.com'));
  expect(digest('codes', 'alice@example.com')).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('the address is what the last proxy of ours wrote; what stands left of it is the word of the client', () => {
  expect(clientAddress('6.6.6.6, 203.0.113.7', '10.0.0.1')).toBe('203.0.113.7');
  expect(clientAddress('203.0.113.7', undefined)).toBe('203.0.113.7');
  expect(clientAddress(undefined, '127.0.0.1')).toBe('127.0.0.1');
  expect(clientAddress('', undefined)).toBe('unknown');
});

test('limits by address see a whole network of IPv6, of which anybody holds 2^64 addresses, as one', () => {
  const network = networkOf('2001:db8:1:2::1');
  for (const same of ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:0DB8:0001:0002::', '2001:db8:1:2::1.2.3.4']) {
    expect(networkOf(same)).toBe(network);
  }
  expect(networkOf('2001:db8:1:3::1')).not.toBe(network);
  for (const other of ['203.0.113.7', 'unknown', 'nonsense::::']) expect(networkOf(other)).toBe(other);
  expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
});
