import type { DocumentReference, Timestamp } from 'firebase-admin/firestore';
import { typedDocument } from '../../../platform/firestore.ts';
import { standingKey } from '../documents.ts';

/** An account that is being removed. It exists until the last domain has let go, so that a removal that was cut off is
 *  taken up again. Named as the standing is. */
export interface Erasure {
  /** Sealed: what is left of a removal that never ended names nobody. */
  sealedUid: string;
  begunAt: Timestamp;
}

export const erasureRefByKey = (key: string): DocumentReference<Erasure> => typedDocument(`erasures/${key}`);

export const erasureRef = (uid: string): DocumentReference<Erasure> => erasureRefByKey(standingKey(uid));
