import { createHash } from 'node:crypto';
import type {
  CollectionGroup,
  CollectionReference,
  DocumentReference,
  QueryDocumentSnapshot,
  Timestamp,
} from 'firebase-admin/firestore';
import type { ConnectablePlatform, ConnectionStatus } from '../../../../../sdk/src/verbs/connections.ts';
import { firestore, storedAs, typedDocument } from '../../../platform/firestore.ts';

/** What names one connection: each person has at most one per platform. */
export interface ConnectionName {
  readonly uid: string;
  readonly platform: ConnectablePlatform;
}

/** The state of one connection, as its creator sees it. It holds no token. */
export interface Connection extends ConnectionName {
  status: ConnectionStatus;
  handle: string | null;
  accountId: string | null;
  everyHours: number;
  connectedAt: Timestamp;
  lastSyncedAt: Timestamp | null;
  lastError: { reason: string; message: string; at: Timestamp } | null;
  /** The slot of the next sync: what it is due for, and what names it. Null while nothing is due. */
  nextAttemptAt: Timestamp | null;
  failures: number;
  /** Random, new with every connecting and disconnecting: what was begun before them counts no more. */
  generation: string;
}

export const connectionRef = ({ uid, platform }: ConnectionName): DocumentReference<Connection> =>
  typedDocument(`creatorProfiles/${uid}/connections/${platform}`);

export const connectionsOf = (uid: string): CollectionReference<Connection> =>
  firestore().collection(`creatorProfiles/${uid}/connections`).withConverter(storedAs<Connection>());

/** Everybody's connections. */
export const connections = (): CollectionGroup<Connection> =>
  firestore().collectionGroup('connections').withConverter(storedAs<Connection>());

/** Path of the triggers on connections. */
export const connectionPath = 'creatorProfiles/{uid}/connections/{platform}';

/** A connection as a trigger's event carries it. */
export const connectionOf = (snapshot: QueryDocumentSnapshot): Connection =>
  storedAs<Connection>().fromFirestore(snapshot);

/** What only servers may read: the tokens, sealed, and who is using them now. */
export interface ConnectionSecret {
  sealedTokens: string;
  /** One sync at a time: two at once would both renew the tokens, and the platform would keep one of the two. */
  lease: { op: string; until: Timestamp } | null;
}

export const connectionSecretRef = ({ uid, platform }: ConnectionName): DocumentReference<ConnectionSecret> =>
  typedDocument(`connectionSecrets/${createHash('sha256').update(`${platform}/${uid}`).digest('hex')}`);
