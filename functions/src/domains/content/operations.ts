import { type DocumentSnapshot, FieldPath, FieldValue, Timestamp } from 'firebase-admin/firestore';
import { type ContentInput, type ContentStatus, editedContent, newContent } from '../../../../sdk/src/verbs/content.ts';
import { nowMs } from '../../platform/clock.ts';
import { Failure } from '../../platform/failure.ts';
import { firestore, GrpcStatus, grpcStatus, isWorthRereading } from '../../platform/firestore.ts';
import { shardParts } from '../../platform/hotNumber.ts';
import { everyDocument, forEachAtOnce } from '../../platform/pages.ts';
import { exported, type PersonData } from '../../platform/personData.ts';
import {
  type Content,
  type ContentName,
  type ContentType,
  type Counts,
  contentRef,
  contents,
  counters,
} from './documents.ts';
import { countsOf } from './logic.ts';

export const contentNotFound = (): Failure =>
  new Failure('not-found', 'Content not found', { reason: 'content-not-found' });

/** Exact counters of contents that were read together. Costs nothing for cold ones, else N reads each in one round trip.
 *  Keyed by the content document's path. */
export async function exactCounts(documents: readonly DocumentSnapshot<Content>[]): Promise<Map<string, Counts>> {
  const stored = documents.flatMap((document) => {
    const content = document.data();
    return content === undefined ? [] : [{ main: document.ref, readTime: document.readTime, content }];
  });
  const hot = stored.filter(({ content }) => content.shards > 0);
  const first = hot[0];
  const parts =
    first === undefined
      ? new Map<string, Counts>()
      : await shardParts(
          hot.map(({ main, content }) => ({ main, shards: content.shards })),
          counters,
          latest(
            hot.map(({ readTime }) => readTime),
            first.readTime,
          ),
        );
  return new Map(stored.map(({ main, content }) => [main.path, countsOf(content, parts.get(main.path))]));
}

const latest = (times: readonly Timestamp[], first: Timestamp): Timestamp =>
  times.reduce((last, time) => (time.valueOf() > last.valueOf() ? time : last), first);

/** Where a list goes on: the last item's place in the order (newest first, ties by key), as plain data. */
export interface ContentCursor {
  readonly createdAt: { readonly seconds: number; readonly nanoseconds: number };
  readonly key: string;
}

export interface ContentPage {
  readonly items: ReadonlyArray<{ readonly content: Content; readonly counts: Counts }>;
  readonly next: ContentCursor | null;
}

/** Visible contents of some types, newest first. Reads limit + 1, one round trip; + N per hot content in a second one. */
export async function listContents(
  types: readonly ContentType[],
  limit: number,
  after: ContentCursor | null,
): Promise<ContentPage> {
  let query = contents()
    .where('status', '==', 'visible')
    .where('contentType', 'in', [...types])
    .orderBy('createdAt', 'desc')
    .orderBy(FieldPath.documentId(), 'desc')
    .limit(limit + 1);
  if (after !== null)
    query = query.startAfter(new Timestamp(after.createdAt.seconds, after.createdAt.nanoseconds), after.key);
  const found = (await query.get()).docs;
  const page = found.slice(0, limit);
  const counts = await exactCounts(page);
  const last = page.at(-1);
  return {
    items: page.map((document) => {
      const content = document.data();
      return { content, counts: counts.get(document.ref.path) ?? countsOf(content) };
    }),
    next: found.length > limit && last ? { createdAt: last.data().createdAt, key: last.id } : null,
  };
}

const maxAttempts = 5;

/** Creates or edits up to 500 contents in one commit: all or none. Counters and status of those that exist stay.
 *  May be repeated. Reads and writes one document per content, two round trips.
 *  @throws aborted when other writers kept changing which of them exist */
export async function putContents(inputs: readonly ContentInput[]): Promise<{ created: number; updated: number }> {
  const references = inputs.map(contentRef);
  for (let attempt = 1; ; attempt += 1) {
    const before = await firestore().getAll(...references);
    const now = Timestamp.fromMillis(nowMs());
    const batch = firestore().batch();
    let created = 0;
    for (const [index, input] of inputs.entries()) {
      const document = before[index];
      if (document === undefined) continue;
      if (document.exists) {
        batch.update(document.ref, editedContent(input, now, Timestamp.fromDate, FieldValue.delete()));
      } else {
        batch.create(document.ref, newContent(input, now, Timestamp.fromDate));
        created += 1;
      }
    }
    try {
      await batch.commit();
      return { created, updated: inputs.length - created };
    } catch (error) {
      if (!isWorthRereading(error)) throw error;
      if (attempt >= maxAttempts) throw new Failure('aborted', 'The contents kept changing', { cause: error });
    }
  }
}

/** Takes a content out of every list and read; counters and interactions stay. May be repeated.
 *  @throws not-found */
export const removeContent = (name: ContentName): Promise<ContentStanding> => setStatus(name, 'deleted');

/** Makes a removed or hidden content visible again. May be repeated.
 *  @throws not-found */
export const restoreContent = (name: ContentName): Promise<ContentStanding> => setStatus(name, 'visible');

type ContentStanding = ContentName & { status: ContentStatus };

async function setStatus({ contentType, contentId }: ContentName, status: ContentStatus): Promise<ContentStanding> {
  try {
    await contentRef({ contentType, contentId }).update({ status });
  } catch (error) {
    if (grpcStatus(error) === GrpcStatus.notFound) throw contentNotFound();
    throw error;
  }
  return { contentType, contentId, status };
}

const madeBy = (uid: string) => contents().where('creator.uid', '==', uid);

/** What a person made goes with the person: out of every list, and emptied of all that it showed. The document stays for
 *  the interactions of others, whose counters are theirs. */
export const personData: PersonData = {
  domain: 'content',
  async *exportOf(uid) {
    for await (const content of everyDocument(madeBy(uid))) {
      yield exported(content.ref.path, content.data(), ['shards', 'foldedAt', 'heatAt', 'heatTotal']);
    }
  },
  async erase(uid) {
    await forEachAtOnce(everyDocument(madeBy(uid)), 20, async ({ ref }) => {
      const gone = FieldValue.delete();
      const emptied = { status: 'deleted', title: '', description: gone, thumbnailUrl: gone, creator: gone };
      await ref.withConverter(null).update({ ...emptied, updatedAt: FieldValue.serverTimestamp() });
    });
  },
};
