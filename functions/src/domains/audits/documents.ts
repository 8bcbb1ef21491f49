import type { CollectionReference, DocumentReference, Timestamp } from 'firebase-admin/firestore';
import { firestore, storedAs, typedDocument } from '../../platform/firestore.ts';

/** What somebody with power did to whom. Written in the commit of the deed itself, and never changed, but that people
 *  who leave are no longer named. */
export interface Audit {
  /** Null when the account is gone. */
  admin: string | null;
  /** `creator.approve`, … */
  action: string;
  targetType: 'user';
  targetId: string | null;
  /** What the deed changed, as it was and as it became. */
  before: Record<string, string | boolean | null>;
  after: Record<string, string | boolean | null>;
  reason: string | null;
  createdAt: Timestamp;
}

export const audits = (): CollectionReference<Audit> =>
  firestore().collection('audits').withConverter(storedAs<Audit>());

export const auditRef = (id: string): DocumentReference<Audit> => typedDocument(`audits/${id}`);
