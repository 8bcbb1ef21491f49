import {
  type DocumentSnapshot,
  doc,
  documentId,
  type Firestore,
  getDoc,
  getDocs,
  query,
  where,
} from 'firebase/firestore';
import { notFoundWhenHidden, withShards } from './counts.ts';
import {
  contentName,
  contentRef,
  contentsRef,
  interactionRef,
  interactionsRef,
  readContent,
  readInteraction,
  type StoredContent,
  type StoredInteraction,
} from './documents.ts';
import { contentNotFound, FirecircleError, toFirecircleError } from './errors.ts';
import { type Firecircle, sessionUid } from './firecircle.ts';
import { rememberAbsent } from './known.ts';
import { type ContentItem, cardOf, chunksOf, type Metadata, metadataOf } from './logic.ts';
import { explained } from './standing.ts';
import { type ContentType, contentKey, isContentId } from './verbs/names.ts';

/** Firestore's limit for the values of one `in`. */
const idsPerQuery = 30;

/**
 * The counters and the viewer's flags of any number of contents of one type, keyed by id. Duplicates collapse; an id
 * that names no visible content has a zero entry; `[]` gives `{}`. Call it when a list appears, and again after a
 * login: the flags are those of whoever is signed in.
 *
 * Costs 1 read for each content and each interaction that exists, in one round trip, and for each very hot content 1
 * for each of its shards in a second one. Changes nothing, so it may be repeated. Offline it answers from what this
 * device has seen.
 *
 * @throws FirecircleError `invalid-argument` when an id is not a string or empty; `unavailable`
 */
export async function batchMetadata(
  firecircle: Firecircle,
  contentIds: readonly string[],
  contentType: ContentType = 'media',
): Promise<Record<string, Metadata>> {
  if (!Array.isArray(contentIds) || contentIds.some((id) => typeof id !== 'string' || id === '')) {
    throw new FirecircleError('invalid-argument', 'contentIds must be an array of strings that are not empty.');
  }
  const ids = [...new Set(contentIds)];
  // An id that no content can have is unknown without asking.
  const names = ids.filter(isContentId).map((id) => contentName(contentType, id));
  try {
    const uid = await sessionUid(firecircle);
    const { firestore } = firecircle;
    const [contents, interactions] = await Promise.all([
      readContents(firestore, names.map(contentKey)),
      uid === null ? new Map<string, StoredInteraction>() : readInteractions(firestore, uid, names.map(contentKey)),
    ]);
    const items = await itemsOf(firestore, [...contents.values()], interactions);
    const byId = new Map(items.map((item) => [item.contentId, item]));
    // fromEntries defines properties, so that an id such as "__proto__" is a key like any other.
    return Object.fromEntries(
      ids.map((id) => {
        const item = byId.get(id);
        const key = contentKey({ contentType, contentId: id });
        return [id, metadataOf(id, item?.counts ?? null, interactions.get(key) ?? null)];
      }),
    );
  } catch (error) {
    throw await explained(firecircle, error);
  }
}

/**
 * The counters and the viewer's flags of one content. Costs 2 reads (1 when signed out), and 1 for each shard of a very
 * hot content. May be repeated. Offline it answers from what this device has seen.
 *
 * @throws FirecircleError `not-found` (`content-not-found`); `invalid-argument`; `unavailable`
 */
export async function getMetadata(
  firecircle: Firecircle,
  contentType: ContentType,
  contentId: string,
): Promise<Metadata> {
  const name = contentName(contentType, contentId);
  const { firestore } = firecircle;
  try {
    const uid = await sessionUid(firecircle);
    const ref = contentRef(firestore, name);
    const [content, interaction] = await Promise.all([
      notFoundWhenHidden(getDoc(ref)),
      uid === null ? null : getDoc(interactionRef(firestore, uid, contentKey(name))),
    ]);
    const stored = readContent(content);
    if (stored === null) throw contentNotFound();
    return metadataOf(contentId, await withShards(ref, stored), interaction && readInteraction(interaction));
  } catch (error) {
    throw await explained(firecircle, error);
  }
}

/** The visible ones of these contents, by key. */
export async function readContents(firestore: Firestore, keys: readonly string[]): Promise<Map<string, StoredContent>> {
  const found = await Promise.all(chunksOf(keys, idsPerQuery).map((chunk) => readChunk(firestore, chunk)));
  const contents = new Map<string, StoredContent>();
  for (const snapshot of found.flat()) {
    const content = readContent(snapshot);
    if (content) contents.set(snapshot.id, content);
  }
  return contents;
}

/** Rules are no filter: the query must itself ask for visible contents only. A backend that judges a query by ids one
 *  document at a time refuses it all the same when one of them is absent or hidden; then each is asked for alone. */
async function readChunk(firestore: Firestore, keys: readonly string[]): Promise<DocumentSnapshot[]> {
  const contents = contentsRef(firestore);
  try {
    return (await getDocs(query(contents, where(documentId(), 'in', keys), where('status', '==', 'visible')))).docs;
  } catch (error) {
    if (toFirecircleError(error).code !== 'permission-denied') throw error;
  }
  const read = await Promise.all(
    keys.map(async (key) => {
      try {
        return await getDoc(doc(contents, key));
      } catch (error) {
        // Hidden, or offline and never seen: as unknown as an absent one.
        const { code } = toFirecircleError(error);
        if (code === 'permission-denied' || code === 'unavailable') return undefined;
        throw error;
      }
    }),
  );
  return read.filter((snapshot) => snapshot !== undefined);
}

/** A user's interactions with these contents, by key. */
export async function readInteractions(
  firestore: Firestore,
  uid: string,
  keys: readonly string[],
): Promise<Map<string, StoredInteraction>> {
  const interactions = new Map<string, StoredInteraction>();
  await Promise.all(
    chunksOf(keys, idsPerQuery).map(async (chunk) => {
      const found = await getDocs(query(interactionsRef(firestore, uid), where(documentId(), 'in', chunk)));
      for (const snapshot of found.docs) {
        const interaction = readInteraction(snapshot);
        if (interaction) interactions.set(snapshot.id, interaction);
      }
      if (found.metadata.fromCache) return;
      for (const key of chunk) if (!interactions.has(key)) rememberAbsent(interactionRef(firestore, uid, key));
    }),
  );
  return interactions;
}

export interface CountedItem {
  contentId: string;
  counts: StoredContent['counts'];
  item: ContentItem;
}

/** The contents with their true counts; the shards of the hot ones are read all at once. */
export async function itemsOf(
  firestore: Firestore,
  contents: readonly StoredContent[],
  interactions: ReadonlyMap<string, StoredInteraction>,
): Promise<CountedItem[]> {
  return Promise.all(
    contents.map(async (content) => {
      const counts = await withShards(contentRef(firestore, content), content);
      const interaction = interactions.get(contentKey(content)) ?? null;
      const item = { ...metadataOf(content.contentId, counts, interaction), ...cardOf(content) };
      return { contentId: content.contentId, counts, item };
    }),
  );
}
