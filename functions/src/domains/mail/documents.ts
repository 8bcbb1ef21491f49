import type { CollectionReference, DocumentReference, FieldValue, Timestamp } from 'firebase-admin/firestore';
import { firestore, randomId, storedAs, typedDocument } from '../../platform/firestore.ts';

export interface Message {
  subject: string;
  text: string;
  html: string;
}

/** PENDING: nobody has tried yet. PROCESSING: somebody tries, until the lease ends. RETRY: a try failed, another one is
 *  planned. SUCCESS and ERROR are final. */
export type DeliveryState = 'PENDING' | 'PROCESSING' | 'RETRY' | 'SUCCESS' | 'ERROR';

/** The words of the "Trigger Email" extension, so that tools made for it can read these documents. */
export interface Delivery {
  state: DeliveryState;
  attempts: number;
  startTime: Timestamp | FieldValue;
  endTime: Timestamp | null;
  /** Until when the one who is at it may be trusted to be alive. */
  leaseExpireTime: Timestamp | null;
  /** Why the last try failed. */
  error: string | null;
  /** What took the mail: `resend`, `smtp` or `inbox`, and its own id for it. */
  info: { carrier: string; messageId: string | null } | null;
}

export interface Mail {
  to: string;
  /** null once it was forgotten. */
  message: Message | null;
  delivery: Delivery;
  /** Dropped undelivered when nobody has an account with this address. Looked up after the answer to whoever asked for
   *  the mail, who therefore cannot tell. */
  onlyIfAccount: boolean;
  createdAt: Timestamp | FieldValue;
  /** When the text is to be forgotten; absent once it was. */
  textUntil?: Timestamp;
  /** Deleted by a TTL policy after this time. */
  expiresAt: Timestamp;
}

export const mails = (): CollectionReference<Mail> => firestore().collection('mail').withConverter(storedAs<Mail>());

export const mailRef = (id: string): DocumentReference<Mail> => typedDocument(`mail/${id}`);

export const newMailRef = (): DocumentReference<Mail> => mailRef(randomId());

/** Path of the trigger. */
export const mailPath = 'mail/{id}';
