import { isIPv6 } from 'node:net';
import { wholeNumber } from './config.ts';

/** How many proxies of ours append to X-Forwarded-For: 1 at a function's own URL, more behind a load balancer. */
const trustedHops = wholeNumber('FIRECIRCLE_TRUSTED_HOPS', 1);

/** The address that a call came from, for limits. Proxies append to X-Forwarded-For, so only its last entries were
 *  written by somebody we know; what stands left of them is the client's word. */
export function clientAddress(forwardedFor: string | undefined, socketAddress: string | undefined): string {
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim());
  return hops.at(-trustedHops) || socketAddress || 'unknown';
}

/** Whom a limit by address counts. Of IPv6 everybody holds at least a /64: limits on its single addresses would bind
 *  nobody. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  // The parser of URLs brings every spelling into one.
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(plain);
  if (mapped !== null) return [mapped[1], mapped[2]].flatMap((pair) => bytesOf(pair ?? '')).join('.');
  const [head = '', tail = ''] = plain.split('::');
  const [before, after] = [head, tail].map((part) => part.split(':').filter(Boolean));
  const zeros = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [...(before ?? []), ...Array.from({ length: zeros }, () => '0'), ...(after ?? [])];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

const bytesOf = (pair: string): number[] => [Number.parseInt(pair, 16) >> 8, Number.parseInt(pair, 16) & 255];
