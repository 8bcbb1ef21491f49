import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import { type ConnectablePlatform, type ConnectionStatus, connectionVerbs } from './verbs/connections.ts';

const call = verbsOf('connections', connectionVerbs);

/** What a platform gave the creator, and how often to sync. */
export interface PlatformGrant {
  accessToken: string;
  /** Instagram has none: its long-lived token renews itself. */
  refreshToken?: string | undefined;
  /** When the access token ends, ISO 8601. */
  expiresAt?: string | undefined;
  /** The platform's id of the account; only Twitch asks for it, and finds it out when it is absent. */
  accountId?: string | undefined;
  /** 1 to 168. Default: 24. */
  everyHours?: number | undefined;
}

/** One platform's connection, as its creator sees it. Times are ISO 8601 in UTC. */
export interface ConnectionState {
  platform: ConnectablePlatform;
  /** `failing` has stopped and waits for the creator; passing trouble leaves it `connected`, with `lastError`. */
  status: ConnectionStatus;
  /** The account's name on the platform, known after the first sync. */
  handle: string | null;
  accountId: string | null;
  everyHours: number;
  connectedAt: string;
  lastSyncedAt: string | null;
  lastError: { reason: string; message: string; at: string } | null;
  nextAttemptAt: string | null;
  /** Failed attempts since the last one that went well. */
  failures: number;
}

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
