import type {
  CollectionGroup,
  CollectionReference,
  DocumentReference,
  Query,
  Timestamp,
} from 'firebase-admin/firestore';
import type { Delivery as DeliveryView, WebhookEvent } from '../../../../sdk/src/verbs/webhooks.ts';
import { firestore, storedAs, typedDocument } from '../../platform/firestore.ts';

/** One endpoint of one person. Servers alone read it. */
export interface Webhook {
  owner: string;
  url: string;
  events: WebhookEvent[];
  forEveryone: boolean;
  enabled: boolean;
  disabledReason: 'gone' | 'failing' | 'not-admin' | null;
  /** Since when no delivery has gone well; null while they do. */
  failingSince: Timestamp | null;
  sealedSecret: string;
  /** Secrets before the last one, which sign too until their time. */
  oldSecrets: Array<{ sealed: string; until: Timestamp }>;
  createdAt: Timestamp;
}

export const webhookRef = (id: string): DocumentReference<Webhook> => typedDocument(`webhooks/${id}`);

/** Enabled endpoints that are told about everybody. */
export const webhooksForEveryone = (): Query<Webhook> =>
  firestore()
    .collection('webhooks')
    .withConverter(storedAs<Webhook>())
    .where('forEveryone', '==', true)
    .where('enabled', '==', true);

/** Which endpoints a person has, oldest first: it makes their number exact, and the list one read. */
export interface WebhookOwner {
  ids: string[];
}

export const webhookOwnerRef = (uid: string): DocumentReference<WebhookOwner> => typedDocument(`webhookOwners/${uid}`);

export interface Attempt {
  at: Timestamp;
  status: number | null;
  reason: string | null;
  durationMs: number;
  excerpt: string;
}

/** One event on its way to one endpoint, named by the event: an event that comes twice finds it there. */
export interface Delivery {
  webhookId: string;
  /** Whose endpoint it is. */
  owner: string;
  /** Whom the event is about: it goes when that person does. */
  subject: string;
  type: DeliveryView['type'];
  /** The very text that is signed and sent, the same in every attempt. */
  body: string;
  state: DeliveryView['state'];
  attempts: Attempt[];
  /** How often it is tried at most. */
  maxAttempts: number;
  /** When the next attempt is due; null when there is none. */
  nextAttemptAt: Timestamp | null;
  /** While an attempt runs: until when nobody else makes it. */
  claimedUntil: Timestamp | null;
  createdAt: Timestamp;
  /** A TTL policy removes it after this time. */
  expiresAt: Timestamp;
}

/** The type of the events that an owner asks for by hand. */
export const testEvent = 'webhook.test';

export const deliveryRef = (webhookId: string, id: string): DocumentReference<Delivery> =>
  typedDocument(`webhooks/${webhookId}/deliveries/${id}`);

export const deliveriesOf = (webhookId: string): CollectionReference<Delivery> =>
  firestore().collection(`webhooks/${webhookId}/deliveries`).withConverter(storedAs<Delivery>());

/** Everybody's deliveries. */
export const deliveries = (): CollectionGroup<Delivery> =>
  firestore().collectionGroup('deliveries').withConverter(storedAs<Delivery>());
