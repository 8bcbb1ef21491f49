import { Timestamp } from 'firebase-admin/firestore';
import * as z from 'zod';
import {
  type ConnectablePlatform,
  type ConnectionState,
  connectablePlatforms,
} from '../../../../../sdk/src/verbs/connections.ts';
import { nowMs } from '../../../platform/clock.ts';
import { Failure } from '../../../platform/failure.ts';
import { firestore, GrpcStatus, grpcStatus, randomId } from '../../../platform/firestore.ts';
import { exported, type PersonData } from '../../../platform/personData.ts';
import type { Tokens } from '../../../platform/platforms/connector.ts';
import { assertWithin, type Limit } from '../../../platform/rateLimit.ts';
import { seal, unseal } from '../../../platform/secrets.ts';
import { creatorProfileRef } from '../documents.ts';
import {
  type Connection,
  type ConnectionName,
  connectionRef,
  connectionSecretRef,
  connectionsOf,
} from './documents.ts';
import { connectionState } from './logic.ts';

export interface ConnectionInput {
  readonly platform: ConnectablePlatform;
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  readonly expiresAt?: string | undefined;
  readonly accountId?: string | undefined;
  readonly everyHours: number;
}

const connectLimit: Limit = { scope: 'connect', max: 20, windowMs: 3_600_000 };

/** Keeps one platform's tokens for a creator, sealed, and makes its first sync due at once. A connection that is there is
 *  replaced, and what was running for it counts no more. May be repeated. Reads 1, writes 3 (one is the limiter's).
 *  @throws not-found without a creator profile; resource-exhausted */
export async function connectPlatform(uid: string, input: ConnectionInput, now = nowMs()): Promise<Connection> {
  await assertWithin(connectLimit, uid);
  const profile = await creatorProfileRef(uid).get();
  if (!profile.exists)
    throw new Failure('not-found', 'There is no creator profile to sync', { reason: 'profile-not-found' });
  const name = { uid, platform: input.platform };
  const at = Timestamp.fromMillis(now);
  const connection: Connection = {
    ...name,
    status: 'connected',
    handle: null,
    accountId: input.accountId ?? null,
    everyHours: input.everyHours,
    connectedAt: at,
    lastSyncedAt: null,
    lastError: null,
    nextAttemptAt: at,
    failures: 0,
    generation: randomId(),
  };
  const tokens: Tokens = {
    accessToken: input.accessToken,
    refreshToken: input.refreshToken ?? null,
    expiresAtMs: input.expiresAt === undefined ? null : Date.parse(input.expiresAt),
    accountId: input.accountId ?? null,
  };
  const batch = firestore().batch();
  batch.set(connectionRef(name), connection);
  batch.set(connectionSecretRef(name), { sealedTokens: sealTokens(name, tokens), lease: null });
  await batch.commit();
  return connection;
}

/** Forgets one platform's tokens and stops its syncs; figures and history stay. What a running sync fetches is dropped.
 *  May be repeated. Writes 2. */
export async function disconnectPlatform(
  uid: string,
  platform: ConnectablePlatform,
): Promise<{ platform: ConnectablePlatform; status: 'disconnected' }> {
  const name = { uid, platform };
  const batch = firestore().batch();
  batch.update(connectionRef(name), {
    status: 'disconnected',
    nextAttemptAt: null,
    lastError: null,
    failures: 0,
    generation: randomId(),
  });
  batch.delete(connectionSecretRef(name));
  try {
    await batch.commit();
  } catch (error) {
    // There never was a connection: that is what was wanted.
    if (grpcStatus(error) !== GrpcStatus.notFound) throw error;
  }
  return { platform, status: 'disconnected' };
}

/** A person's connections, by name of platform. Reads 1 per connection. */
export async function listConnections(uid: string): Promise<ConnectionState[]> {
  const { docs } = await connectionsOf(uid).get();
  return docs.map((document) => connectionState(document.data()));
}

/** @throws not-found */
export async function getConnection(name: ConnectionName): Promise<ConnectionState> {
  const connection = (await connectionRef(name).get()).data();
  if (connection === undefined) throw notConnected();
  return connectionState(connection);
}

export const notConnected = (): Failure =>
  new Failure('not-found', 'This platform is not connected', { reason: 'not-connected' });

const purpose = 'connection';

const sealedTokens = z.object({
  uid: z.string(),
  platform: z.enum(connectablePlatforms),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAtMs: z.number().nullable(),
  accountId: z.string().nullable(),
});

/** Whose tokens they are is sealed with them, so that they open for nobody else. */
export const sealTokens = ({ uid, platform }: ConnectionName, tokens: Tokens): string =>
  seal(purpose, JSON.stringify({ uid, platform, ...tokens }));

/** @throws when they are another connection's */
export function openTokens(name: ConnectionName, sealed: string): Tokens {
  const { uid, platform, ...tokens } = sealedTokens.parse(JSON.parse(unseal(purpose, sealed)));
  if (uid !== name.uid || platform !== name.platform) throw new Error('These tokens were sealed for somebody else');
  return tokens;
}

export const personData: PersonData = {
  domain: 'connections',
  exportOf: async function* (uid) {
    const { docs } = await connectionsOf(uid).get();
    for (const document of docs) yield exported(document.ref.path, document.data(), ['generation']);
  },
  erase: async (uid) => {
    const batch = firestore().batch();
    for (const platform of connectablePlatforms) {
      batch.delete(connectionRef({ uid, platform }));
      batch.delete(connectionSecretRef({ uid, platform }));
    }
    await batch.commit();
  },
};
