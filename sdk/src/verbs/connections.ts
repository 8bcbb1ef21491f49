import * as z from 'zod/mini';
import type { Verbs } from './verb.ts';

/** The platforms whose figures can be fetched by schedule. `twitter` is X, by the name that social-sync knows it by. */
export const connectablePlatforms = ['tiktok', 'twitch', 'twitter', 'instagram', 'youtube'] as const;
export type ConnectablePlatform = (typeof connectablePlatforms)[number];

const platform = z.enum(connectablePlatforms);

/** What an Authorization header can carry: visible ASCII, no space. */
const token = z.string().check(z.minLength(1), z.maxLength(4096), z.regex(/^[\x21-\x7e]+$/, 'must be a token'));

const moment = z.iso.datetime({ offset: true });
const time = z.iso.datetime();

export const connectionStatuses = ['connected', 'failing', 'disconnected'] as const;
export type ConnectionStatus = (typeof connectionStatuses)[number];

const connection = z.object({
  platform,
  /** `failing` has stopped and waits for the creator; passing trouble leaves it `connected`, with `lastError`. */
  status: z.enum(connectionStatuses),
  /** The account's name on the platform, known after the first sync. */
  handle: z.nullable(z.string()),
  accountId: z.nullable(z.string()),
  everyHours: z.int(),
  connectedAt: time,
  lastSyncedAt: z.nullable(time),
  lastError: z.nullable(z.object({ reason: z.string(), message: z.string(), at: time })),
  nextAttemptAt: z.nullable(time),
  /** Failed attempts since the last one that went well. */
  failures: z.int(),
});

/** One platform's connection, as its creator sees it. Times are ISO 8601 in UTC. */
export type ConnectionState = z.output<typeof connection>;

/** The verbs of the callable function `connections`: a creator's figures, fetched from the platforms by schedule. */
export const connectionVerbs = {
  /** Keeps the tokens of one platform, sealed, and syncs at once. May be repeated: the last tokens count. */
  connectPlatform: {
    input: z.object({
      platform,
      accessToken: token,
      /** Instagram has none: its long-lived token renews itself. */
      refreshToken: z.optional(token),
      /** When the access token ends, ISO 8601. */
      expiresAt: z.optional(moment),
      /** The platform's id of the account; only Twitch asks for it, and finds it out when it is absent. */
      accountId: z.optional(z.string().check(z.regex(/^[\w.-]{1,128}$/, 'must be an account id'))),
      everyHours: z._default(z.int().check(z.minimum(1), z.maximum(168)), 24),
    }),
    output: connection,
    who: 'user',
  },
  /** Forgets the tokens and stops syncing; figures and history stay. May be repeated. */
  disconnectPlatform: {
    input: z.object({ platform }),
    output: z.object({ platform, status: z.literal('disconnected') }),
    who: 'user',
  },
  /** The caller's connections, by name of platform. */
  listConnections: {
    input: z.object({}),
    output: z.object({ connections: z.array(connection) }),
    who: 'user',
  },
  /** Fetches one platform's figures now. What the platform answered is in the connection's state. */
  syncNow: { input: z.object({ platform }), output: connection, who: 'user' },
} as const satisfies Verbs;
