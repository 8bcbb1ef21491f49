import { wholeNumber } from './config.ts';

/** How many proxies of ours append to X-Forwarded-For: 1 at a function's own URL, more behind a load balancer. */
const trustedHops = wholeNumber('FIRECIRCLE_TRUSTED_HOPS', 1);

/** The address that a call came from, for limits. Proxies append to X-Forwarded-For, so only its last entries were
 *  written by somebody we know; what stands left of them is the client's word. */
export function clientAddress(forwardedFor: string | undefined, socketAddress: string | undefined): string {
  const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim());
  return hops.at(-trustedHops) || socketAddress || 'unknown';
}
