import { createHash } from 'node:crypto';
import type { DocumentReference, Timestamp } from 'firebase-admin/firestore';
import type { Role } from '../../../../sdk/src/verbs/identity.ts';
import { typedDocument } from '../../platform/firestore.ts';

export type { Role };

/**
 * The truth of one account's role, ban, sign-out and end. Absent = an ordinary user. Written by the server alone, read by
 * operations with their first BatchGet and by security rules with their first look.
 */
export interface Standing {
  /** Absent = user. */
  role?: Role;
  bannedAt?: Timestamp | null;
  banReason?: string | null;
  /** Sessions that began in or before the second of this moment are over. */
  tokensValidAfter?: Timestamp | null;
  /** The account is gone; its last tokens live for up to an hour longer. */
  deletedAt?: Timestamp | null;
  /** Set with `deletedAt`: when the last token is long over and a TTL policy may remove this document. */
  expiresAt?: Timestamp;
}

/** Named by a digest of the uid, so that it may outlive the account: what was deleted is found nowhere, and its tokens
 *  are still refused. Rules build the same name with `hashing.sha256`. */
export const standingKey = (uid: string): string => createHash('sha256').update(uid).digest('hex');

export const standingRef = (uid: string): DocumentReference<Standing> => typedDocument(`standings/${standingKey(uid)}`);
