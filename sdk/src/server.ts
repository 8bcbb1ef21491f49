/**
 * Firecircle for trusted servers: brings contents in with the rights of the Firebase Admin SDK. No rule and no role
 * binds these functions; they must never run in an app.
 *
 * @packageDocumentation
 */
import { type DocumentReference, FieldValue, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { contentNotFound, FirecircleError } from './errors.ts';
import { parseInput } from './inputs.ts';
import { conflict, retry } from './retry.ts';
import {
  type ContentInput,
  type ContentStatus,
  type ContentType,
  contentKey,
  contentVerbs,
  editedContent,
  newContent,
} from './verbs/content.ts';

export { type ErrorCode, FirecircleError, type FirecircleErrorOptions } from './errors.ts';
export type { ContentInput, ContentStatus, ContentType, Creator } from './verbs/content.ts';

/** How many contents were new, and how many were there and have been edited. */
export interface PutContentsResult {
  created: number;
  updated: number;
}

export interface ContentStanding {
  contentType: ContentType;
  contentId: string;
  status: ContentStatus;
}

/** A commit may have 10 MiB; this many of the largest contents stay well below. */
const contentsPerCommit = 200;

const grpcNotFound = 5;
const grpcAlreadyExists = 6;
const grpcFailedPrecondition = 9;
const grpcAborted = 10;
const grpcUnavailable = 14;

function grpcCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

function toError(error: unknown): unknown {
  switch (grpcCodeOf(error)) {
    case grpcNotFound:
    case grpcAlreadyExists:
    case grpcFailedPrecondition:
    case grpcAborted:
      return new FirecircleError('aborted', 'The contents were changed by others meanwhile.', { cause: error });
    case grpcUnavailable:
      return new FirecircleError('unavailable', 'Firestore cannot be reached.', { cause: error });
    default:
      return error;
  }
}

/**
 * Creates or edits 1 to 500 contents. An edit replaces the display fields (those that are absent go) and touches neither
 * counters nor status. May be repeated: a repeat after a failure finishes what is left.
 *
 * Costs 1 read and 1 write for each content; one round trip for the reads, one for each 200 writes.
 *
 * @param firestore the Admin SDK's `getFirestore()`, of the database that Firecircle uses
 * @throws FirecircleError `invalid-argument`; `aborted` when others keep creating or deleting the same contents;
 *   `unavailable`
 */
export async function putContents(firestore: Firestore, contents: readonly ContentInput[]): Promise<PutContentsResult> {
  const { contents: inputs } = parseInput(contentVerbs.putContents.input, { contents: [...contents] });
  const result = { created: 0, updated: 0 };
  let left = inputs;
  await retry(conflict, async () => {
    try {
      // Only whether each exists is asked for, so no field is sent.
      const before = await firestore.getAll(...left.map((input) => refOf(firestore, input)), { fieldMask: [] });
      const exists = new Set(before.filter((document) => document.exists).map((document) => document.id));
      while (left.length > 0) {
        const chunk = left.slice(0, contentsPerCommit);
        await commitContents(firestore, chunk, exists);
        const updated = chunk.filter((input) => exists.has(contentKey(input))).length;
        result.updated += updated;
        result.created += chunk.length - updated;
        left = left.slice(chunk.length);
      }
    } catch (error) {
      throw toError(error);
    }
  });
  return result;
}

/** All or none. Preconditions keep a content that another writer creates meanwhile from losing its counters. */
async function commitContents(
  firestore: Firestore,
  inputs: readonly ContentInput[],
  exists: ReadonlySet<string>,
): Promise<void> {
  const now = Timestamp.now();
  const batch = firestore.batch();
  for (const input of inputs) {
    const ref = refOf(firestore, input);
    if (exists.has(ref.id)) batch.update(ref, editedContent(input, now, Timestamp.fromDate, FieldValue.delete()));
    else batch.create(ref, newContent(input, now, Timestamp.fromDate));
  }
  await batch.commit();
}

/**
 * Takes a content out of every list and read; its counters and interactions stay. May be repeated. Costs 1 write.
 *
 * @throws FirecircleError `not-found` (`content-not-found`); `invalid-argument`
 */
export async function removeContent(
  firestore: Firestore,
  contentType: ContentType,
  contentId: string,
): Promise<ContentStanding> {
  return setStatus(firestore, parseInput(contentVerbs.removeContent.input, { contentType, contentId }), 'deleted');
}

/** Makes a content visible again, with the counters that it had. Otherwise as `removeContent`. */
export async function restoreContent(
  firestore: Firestore,
  contentType: ContentType,
  contentId: string,
): Promise<ContentStanding> {
  return setStatus(firestore, parseInput(contentVerbs.restoreContent.input, { contentType, contentId }), 'visible');
}

async function setStatus(
  firestore: Firestore,
  name: { contentType: ContentType; contentId: string },
  status: ContentStatus,
): Promise<ContentStanding> {
  try {
    await refOf(firestore, name).update({ status });
  } catch (error) {
    throw grpcCodeOf(error) === grpcNotFound ? contentNotFound(error) : toError(error);
  }
  return { ...name, status };
}

function refOf(firestore: Firestore, name: { contentType: ContentType; contentId: string }): DocumentReference {
  return firestore.doc(`contents/${contentKey(name)}`);
}
