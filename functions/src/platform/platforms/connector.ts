import type { ConnectablePlatform } from '../../../../sdk/src/verbs/connections.ts';

/** What a platform gave us to act for one creator. Never logged, never answered, stored sealed. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Milliseconds since the epoch; null when the platform did not say. */
  readonly expiresAtMs: number | null;
  /** The platform's id of the account, where its API asks for it. */
  readonly accountId: string | null;
}

/** What a platform says of a creator. */
export interface Figures {
  readonly followers: number;
  /** In percent of the followers; null when the platform tells too little to compute it. */
  readonly engagement: number | null;
  readonly handle: string | null;
  readonly accountId: string | null;
}

/** One platform's API. Both calls end within the deadline of the configuration.
 *  @throws PlatformError */
export interface Connector {
  readonly platform: ConnectablePlatform;
  /** Whether the token should be renewed before it ends, as it cannot be afterwards. */
  readonly renewEarlyMs?: number;
  readonly figures: (tokens: Tokens) => Promise<Figures>;
  readonly refresh: (tokens: Tokens, nowMs: number) => Promise<Tokens>;
}

/** What to do about a failure: renew the token, try again later, or stop until the creator does something. */
export type Remedy = 'renew' | 'retry' | 'stop';

/** The sentences that a creator sees, by the stable word for each failure. */
export const platformReasons = {
  'token-refused': { remedy: 'renew', message: 'The platform no longer accepts the token' },
  reconnect: { remedy: 'stop', message: 'Connect the account again: the platform no longer accepts its token' },
  'not-permitted': { remedy: 'stop', message: 'Connect the account again and allow reading of its figures' },
  'no-account': { remedy: 'stop', message: 'The platform has no public figures for this account' },
  'hidden-count': { remedy: 'stop', message: 'The account hides its number of followers' },
  'not-configured': { remedy: 'stop', message: 'This platform is not set up on this server' },
  'rate-limited': { remedy: 'retry', message: 'The platform allows no more requests for now' },
  'platform-unavailable': { remedy: 'retry', message: 'The platform has trouble of its own' },
  timeout: { remedy: 'retry', message: 'The platform did not answer in time' },
  connection: { remedy: 'retry', message: 'The platform could not be reached' },
  'unexpected-answer': { remedy: 'retry', message: 'The platform gave an answer that makes no sense' },
} as const satisfies Record<string, { remedy: Remedy; message: string }>;

export type PlatformReason = keyof typeof platformReasons;

export class PlatformError extends Error {
  readonly reason: PlatformReason;
  readonly remedy: Remedy;
  /** When the platform itself said how long to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(reason: PlatformReason, { cause, retryAfterMs }: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(platformReasons[reason].message, { cause });
    this.name = 'PlatformError';
    this.reason = reason;
    this.remedy = platformReasons[reason].remedy;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Reactions {
  readonly likes: number;
  readonly comments: number;
}

/**
 * Engagement rate by followers, in percent with 2 decimals: the mean of (likes + comments) over the recent media, divided
 * by the followers, times 100. Never above 100, which a small account with one viral post would pass.
 * Source of the formula: https://blog.hootsuite.com/calculate-engagement-rate/ ("engagement rate by followers", averaged
 * over posts). Null without followers or media.
 */
export function engagementRate(media: readonly Reactions[], followers: number): number | null {
  if (media.length === 0 || followers === 0) return null;
  const reactions = media.reduce((sum, { likes, comments }) => sum + likes + comments, 0);
  return Math.min(100, Math.round((reactions / media.length / followers) * 10_000) / 100);
}
