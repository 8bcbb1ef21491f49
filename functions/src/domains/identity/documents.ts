import type { DocumentReference, Timestamp } from 'firebase-admin/firestore';
import { typedDocument } from '../../platform/firestore.ts';

export type Role = 'user' | 'creator' | 'seller' | 'moderator' | 'admin';

/** The truth of one account's role, ban and sign-out. Absent = an ordinary user. Written by the server alone. */
export interface Standing {
  /** Absent = user. */
  role?: Role;
  bannedAt?: Timestamp | null;
  /** Sessions that began before this moment are over. */
  tokensValidAfter?: Timestamp | null;
}

export const standingRef = (uid: string): DocumentReference<Standing> => typedDocument(`users/${uid}/private/standing`);

/** Exists exactly while an account is banned: the one look-up that security rules make. */
export interface Ban {
  bannedAt: Timestamp;
}

export const banRef = (uid: string): DocumentReference<Ban> => typedDocument(`bans/${uid}`);
