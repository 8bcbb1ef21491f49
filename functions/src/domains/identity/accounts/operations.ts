import { getAuth } from 'firebase-admin/auth';
import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import type { Caller } from '../../../platform/auth.ts';
import { nowMs } from '../../../platform/clock.ts';
import { isDemoProject } from '../../../platform/config.ts';
import { Failure } from '../../../platform/failure.ts';
import { firebaseApp } from '../../../platform/firebase.ts';
import { firestore } from '../../../platform/firestore.ts';
import type { ExportedDocument, PersonData } from '../../../platform/personData.ts';
import { assertWithin, type Limit } from '../../../platform/rateLimit.ts';
import { seal, unseal } from '../../../platform/secrets.ts';
import { enqueueOnce } from '../../../platform/tasks.ts';
import { personData as audits } from '../../audits/operations.ts';
import { personData as content } from '../../content/operations.ts';
import { personData as engagement } from '../../engagement/operations.ts';
import { personData as applications } from '../../graph/applications/operations.ts';
import { personData as creators } from '../../graph/creators/operations.ts';
import { personData as graph } from '../../graph/operations.ts';
import { personData as mail } from '../../mail/operations.ts';
import { cardRef } from '../../profiles/documents.ts';
import { personData as profiles } from '../../profiles/operations.ts';
import { personData as connections } from '../../socialsync/connections/operations.ts';
import { personData as socialsync } from '../../socialsync/operations.ts';
import { personData as webhooks } from '../../webhooks/operations.ts';
import { personData as codes } from '../codes/operations.ts';
import { standingRef } from '../documents.ts';
import { personData as identity } from '../operations.ts';
import { erasureRef, erasureRefByKey } from './documents.ts';

/**
 * Every domain that keeps anything of a person, in the order in which they let go: first what moves numbers of others,
 * which needs the rest to be there; the card after all that refers to it; who may sign in last. A test compares this list with
 * the folders, so that a domain that is added later cannot be forgotten.
 */
export const domainsOfPeople: readonly PersonData[] = [
  engagement,
  graph,
  content,
  connections,
  webhooks,
  socialsync,
  applications,
  creators,
  audits,
  codes,
  mail,
  profiles,
  identity,
];

const exportLimit: Limit = { scope: 'export', max: 20, windowMs: 3_600_000 };
const pageDocuments = 2000;
/** A callable function answers with at most 10 MB. */
const pageBytes = 5_000_000;

export interface ExportPage {
  readonly exportedAt: string;
  readonly documents: ExportedDocument[];
  readonly nextCursor: number | null;
}

/** What is kept of the caller, from the `cursor`-th document on. May be repeated. Reads every document up to the end of
 *  the page, so a later page pays for the earlier ones again; pages are large, and nearly everybody has one.
 *  @throws resource-exhausted */
export async function exportAccount(caller: Caller, cursor = 0): Promise<ExportPage> {
  await assertWithin(exportLimit, caller.uid);
  const exportedAt = new Date(nowMs()).toISOString();
  const documents: ExportedDocument[] = [];
  let bytes = 0;
  let index = 0;
  for await (const document of everythingOf(caller.uid)) {
    index += 1;
    if (index <= cursor) continue;
    bytes += JSON.stringify(document).length;
    if (documents.length > 0 && (documents.length >= pageDocuments || bytes > pageBytes)) {
      return { exportedAt, documents, nextCursor: index - 1 };
    }
    documents.push(document);
  }
  return { exportedAt, documents, nextCursor: null };
}

async function* everythingOf(uid: string): AsyncIterable<ExportedDocument> {
  yield await signInRecord(uid);
  for (const { exportOf } of domainsOfPeople) yield* exportOf(uid);
}

/** What Firebase Auth itself keeps, without the password's digest. */
async function signInRecord(uid: string): Promise<ExportedDocument> {
  const user = await getAuth(firebaseApp()).getUser(uid);
  const { email, emailVerified, phoneNumber, displayName, photoURL, metadata, providerData } = user;
  const data = {
    ...{ uid, email, emailVerified, phoneNumber, displayName, photoURL },
    ...{ createdAt: metadata.creationTime, lastSignInAt: metadata.lastSignInTime },
    providers: providerData.map((provider) => ({ providerId: provider.providerId, uid: provider.uid })),
  };
  return { path: `auth/${uid}`, data: JSON.parse(JSON.stringify(data)) };
}

/** How long a standing outlives its account: longer than any token or session cookie of it. */
const standingOutlivesMs = 15 * 24 * 3_600_000;

/**
 * Ends the caller's account and removes everything of it. From the first commit on every token of it is refused, by
 * operations and rules; when this call is cut off, a task ends the removal. May be repeated.
 * @throws invalid-argument when `confirm` is not the caller's username; failed-precondition while a domain objects
 */
export async function deleteAccount(caller: Caller, confirm: string): Promise<{ status: 'deleted' }> {
  const { uid } = caller;
  const card = (await cardRef(uid).get()).data();
  if (confirm !== (card?.username ?? uid)) {
    throw new Failure('invalid-argument', 'Confirm with your own username', { reason: 'not-confirmed' });
  }
  for (const { objection } of domainsOfPeople) {
    const sentence = await objection?.(uid);
    if (sentence) throw new Failure('failed-precondition', sentence, { reason: 'account-in-use' });
  }
  await beginErasure(uid);
  return { status: 'deleted' };
}

/** When calls that were admitted just before an account ended have ended too: a function runs for a minute. */
const secondPassMs = isDemoProject ? 3_000 : 60_000;

/** Marks the account as gone, sees to a second pass, and makes the first one. The task is asked for first: were the mark
 *  set and the task refused, what is marked would stay for ever. */
async function beginErasure(uid: string): Promise<void> {
  const now = nowMs();
  const record = erasureRef(uid);
  const atMs = now + secondPassMs;
  await enqueueOnce('eraseAccount', `${record.id}@${now}`, { key: record.id, atMs }, atMs);
  const batch = firestore().batch();
  batch.set(
    standingRef(uid),
    {
      deletedAt: FieldValue.serverTimestamp(),
      expiresAt: Timestamp.fromMillis(now + standingOutlivesMs),
      role: FieldValue.delete(),
    },
    { merge: true },
  );
  batch.set(record, { sealedUid: seal('erasure', uid), begunAt: FieldValue.serverTimestamp() });
  await batch.commit();
  await erase(uid);
}

/** The second pass of a removal, by the name of its record: it ends what was cut off, and finds what calls wrote that
 *  had been admitted just before the account ended. Does nothing after that. May be repeated. */
export async function endErasure(key: string): Promise<void> {
  const record = await erasureRefByKey(key).get();
  const stored = record.data();
  if (stored === undefined) return;
  await erase(unseal('erasure', stored.sealedUid));
  await record.ref.delete();
}

/** The account of a person whom somebody removed from Firebase Auth itself, in its console for example. Does nothing
 *  when the removal began here. May be repeated. */
export async function eraseRemovedAccount(uid: string): Promise<void> {
  const standing = (await standingRef(uid).get()).data();
  if (!standing?.deletedAt) await beginErasure(uid);
}

async function erase(uid: string): Promise<void> {
  for (const domain of domainsOfPeople) await domain.erase(uid);
  try {
    await getAuth(firebaseApp()).deleteUser(uid);
  } catch (error) {
    if (!(error instanceof Error && Reflect.get(error, 'code') === 'auth/user-not-found')) throw error;
  }
}
