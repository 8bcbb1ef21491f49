import type * as z from 'zod/mini';
import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import { type ConnectablePlatform, type ConnectionState, connectionVerbs } from './verbs/connections.ts';

const call = verbsOf('connections', connectionVerbs);

/** What a platform gave the creator: tokens, and how often to sync. */
export type PlatformGrant = Omit<z.input<typeof connectionVerbs.connectPlatform.input>, 'platform'>;

/**
 * Lets the backend fetch one platform's figures by schedule, and syncs at once. Tokens are kept sealed and never come back.
 * May be repeated: the last tokens count.
 *
 * @throws FirecircleError `not-found` (`profile-not-found`); `invalid-argument`; `unauthenticated`; `unavailable`;
 *   `cancelled`
 */
export async function connectPlatform(
  firecircle: Firecircle,
  platform: ConnectablePlatform,
  grant: PlatformGrant,
  options?: CallOptions,
): Promise<ConnectionState> {
  return call(firecircle, 'connectPlatform', { platform, ...grant }, options);
}

/** Forgets the tokens and stops the syncs; figures and history stay. May be repeated. */
export async function disconnectPlatform(
  firecircle: Firecircle,
  platform: ConnectablePlatform,
  options?: CallOptions,
): Promise<void> {
  await call(firecircle, 'disconnectPlatform', { platform }, options);
}

/** The viewer's connections. May be repeated. */
export async function listConnections(firecircle: Firecircle, options?: CallOptions): Promise<ConnectionState[]> {
  return (await call(firecircle, 'listConnections', {}, options)).connections;
}

/** Fetches one platform's figures now. How it went is in the state that it answers. May be repeated. */
export async function syncNow(
  firecircle: Firecircle,
  platform: ConnectablePlatform,
  options?: CallOptions,
): Promise<ConnectionState> {
  return call(firecircle, 'syncNow', { platform }, options);
}
