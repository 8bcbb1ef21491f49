import type { Timestamp } from 'firebase-admin/firestore';
import type { ConnectionState } from '../../../../../sdk/src/verbs/connections.ts';
import type { Connection } from './documents.ts';

/** A connection as its creator is shown it. */
export const connectionState = (connection: Connection): ConnectionState => ({
  platform: connection.platform,
  status: connection.status,
  handle: connection.handle,
  accountId: connection.accountId,
  everyHours: connection.everyHours,
  connectedAt: isoOf(connection.connectedAt),
  lastSyncedAt: connection.lastSyncedAt && isoOf(connection.lastSyncedAt),
  lastError: connection.lastError && {
    reason: connection.lastError.reason,
    message: connection.lastError.message,
    at: isoOf(connection.lastError.at),
  },
  nextAttemptAt: connection.nextAttemptAt && isoOf(connection.nextAttemptAt),
  failures: connection.failures,
});

const isoOf = (time: Timestamp): string => time.toDate().toISOString();
