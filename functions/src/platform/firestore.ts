import { randomFillSync } from 'node:crypto';
import {
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  type FirestoreDataConverter,
  getFirestore,
  type QueryDocumentSnapshot,
  Timestamp,
  type WriteBatch,
} from 'firebase-admin/firestore';
import * as z from 'zod';
import { databaseId } from './config.ts';
import { firebaseApp } from './firebase.ts';

/** The one Firestore client. */
export function firestore(): Firestore {
  return getFirestore(firebaseApp(), databaseId);
}

/** A reference to one document of type T. Only a domain's documents.ts calls it, so a path is spelled once. */
export function typedDocument<T extends DocumentData>(path: string): DocumentReference<T> {
  return firestore().doc(path).withConverter(asStored<T>());
}

function asStored<T extends DocumentData>(): FirestoreDataConverter<T> {
  return {
    toFirestore: (data) => data,
    // Only our own operations and rule-proved writes reach these collections, so what is stored has its type.
    fromFirestore: (snapshot: QueryDocumentSnapshot) => snapshot.data() as T,
  };
}

export { asStored as storedAs };

const rawCommit = z.object({
  commitTime: z.object({ seconds: z.coerce.number(), nanos: z.number().nullish() }),
  writeResults: z.array(
    z.object({
      transformResults: z
        .array(z.object({ integerValue: z.coerce.number().nullish() }))
        .nullish()
        .transform((results) => (results ?? []).map((result) => result.integerValue ?? null)),
    }),
  ),
});

export interface CommitOutcome {
  readonly commitTime: Timestamp;
  /** Per write, in the order of the batch: the values that its transforms left, null for one that is no integer. */
  readonly transformed: ReadonlyArray<ReadonlyArray<number | null>>;
}

/**
 * Commits a batch and returns what its increments left, so that an exact new count costs no read.
 *
 * The v1 API answers a commit with `transformResults`; the client library receives them and drops them in
 * `WriteBatch.commit()`. We therefore call the step below it, which returns the whole response. The library is
 * pinned exactly, and the check here turns a changed internal into a clear error instead of a wrong count.
 */
export async function commitWithResults(batch: WriteBatch): Promise<CommitOutcome> {
  const commit: unknown = Reflect.get(batch, '_commit');
  if (typeof commit !== 'function')
    throw new Error('This version of @google-cloud/firestore has no WriteBatch._commit');
  const response = rawCommit.parse(await commit.call(batch));
  return {
    commitTime: new Timestamp(response.commitTime.seconds, response.commitTime.nanos ?? 0),
    transformed: response.writeResults.map((write) => write.transformResults),
  };
}

/** Deletes a document in the version that was read; one that was absent must be absent still. */
export function deleteAsRead<T extends object>(batch: WriteBatch, document: DocumentSnapshot<T>): void {
  const { updateTime } = document;
  batch.delete(document.ref, updateTime === undefined ? { exists: false } : { lastUpdateTime: updateTime });
}

/** Reads groups of documents, each of its own type, in one round trip and at one instant. */
export async function getGroups<Groups extends readonly DocumentData[]>(
  ...groups: { readonly [K in keyof Groups]: ReadonlyArray<DocumentReference<Groups[K]>> }
): Promise<{ [K in keyof Groups]: Array<DocumentSnapshot<Groups[K]>> }> {
  const references: DocumentReference<DocumentData>[] = [];
  for (const group of groups) references.push(...group);
  const documents = references.length === 0 ? [] : await firestore().getAll(...references);
  let next = 0;
  // getAll answers in the order in which it was asked, so each group gets documents of its own type.
  return groups.map((group) => {
    next += group.length;
    return documents.slice(next - group.length, next);
  }) as {
    [K in keyof Groups]: Array<DocumentSnapshot<Groups[K]>>;
  };
}

/** Reads documents of different types in one round trip and at one instant. */
export async function getTogether<Documents extends readonly DocumentData[]>(
  ...references: { readonly [K in keyof Documents]: DocumentReference<Documents[K]> }
): Promise<{ [K in keyof Documents]: DocumentSnapshot<Documents[K]> }> {
  // The order of the answer is that of the references, so each document has the type of its own reference.
  const documents: unknown = await firestore().getAll(...references);
  return documents as { [K in keyof Documents]: DocumentSnapshot<Documents[K]> };
}

/** Reads documents as they were at one instant (at most an hour ago) in one round trip. */
export async function getAllAt<T extends DocumentData>(
  references: ReadonlyArray<DocumentReference<T>>,
  readTime: Timestamp,
): Promise<DocumentSnapshot<T>[]> {
  if (references.length === 0) return [];
  return firestore().runTransaction((transaction) => transaction.getAll(...references), { readOnly: true, readTime });
}

/** gRPC status of a Firestore error, or undefined when the error is not one. */
export function grpcStatus(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'number' ? code : undefined;
}

export const GrpcStatus = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  internal: 13,
  unavailable: 14,
} as const;

const refused: ReadonlySet<number> = new Set([
  GrpcStatus.alreadyExists,
  GrpcStatus.failedPrecondition,
  GrpcStatus.notFound,
]);

const transient: ReadonlySet<number> = new Set([
  GrpcStatus.cancelled,
  GrpcStatus.unknown,
  GrpcStatus.deadlineExceeded,
  GrpcStatus.resourceExhausted,
  GrpcStatus.aborted,
  GrpcStatus.internal,
  GrpcStatus.unavailable,
]);

/** True when a commit may be tried again after a fresh read: a precondition did not hold, or the outcome is unknown. */
export function isWorthRereading(error: unknown): boolean {
  const status = grpcStatus(error);
  return status !== undefined && (refused.has(status) || transient.has(status));
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random bytes in store: the system is asked for many at once, as each asking costs more than the bytes. */
const randomStore = new Uint8Array(4096);
let randomLeft = 0;

function randomByte(): number {
  if (randomLeft === 0) randomLeft = randomFillSync(randomStore).length;
  randomLeft -= 1;
  return randomStore[randomLeft] ?? 0;
}

/** A random id of `length` characters, about 5.95 bits each (as Firestore's own ids). */
export function randomId(length = 20): string {
  let id = '';
  while (id.length < length) {
    const byte = randomByte();
    if (byte < 248) id += alphabet[byte % 62];
  }
  return id;
}
