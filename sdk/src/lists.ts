import {
  documentId,
  type Firestore,
  getDocs,
  limit as limitTo,
  orderBy,
  type QueryConstraint,
  type QueryDocumentSnapshot,
  query,
  startAfter,
  where,
} from 'firebase/firestore';
import { cursorOf, type Position, positionOf } from './cursors.ts';
import {
  contentsRef,
  interactionsRef,
  readContent,
  readInteraction,
  type StoredContent,
  type StoredInteraction,
} from './documents.ts';
import { FirecircleError } from './errors.ts';
import { type Firecircle, requireUid, sessionUid } from './firecircle.ts';
import type { ContentItem } from './logic.ts';
import { itemsOf, readContents, readInteractions } from './metadata.ts';
import { explained } from './standing.ts';
import { type ContentType, contentKey, contentTypes } from './verbs/names.ts';

export interface PageOptions {
  /** 1 to 100. Default: 20. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

export interface ContentListOptions extends PageOptions {
  /** Default: contents of all types. */
  contentType?: ContentType;
}

export interface Page<Item> {
  items: Item[];
  /** Present when there are more. Good for as long as you like; opaque. */
  nextCursor?: string;
  hasMore: boolean;
}

/** Something that the viewer liked or saved. */
export interface InteractionItem {
  contentType: ContentType;
  contentId: string;
  /** When it was last liked, or last saved. */
  at: Date;
  /** Null when the content is no longer visible. */
  content: ContentItem | null;
}

/**
 * What the viewer likes, last liked first, in pages. Costs 2 reads for each item, 1 for the look ahead, and the shards of
 * very hot contents. May be repeated.
 *
 * @throws FirecircleError `unauthenticated` (also `banned`, `signed-out`, `deleted`); `invalid-argument` (`bad-cursor`);
 *   `unavailable`
 */
export async function listLiked(firecircle: Firecircle, options: PageOptions = {}): Promise<Page<InteractionItem>> {
  return listInteractions(firecircle, 'liked', 'likedAt', options);
}

/** What the viewer saved, last saved first, in pages. Costs and errors as for `listLiked`. */
export async function listSaved(firecircle: Firecircle, options: PageOptions = {}): Promise<Page<InteractionItem>> {
  return listInteractions(firecircle, 'saved', 'savedAt', options);
}

/**
 * The visible contents, newest first, in pages, with their counters and the viewer's flags. Costs 1 read for each item,
 * 1 for each that the viewer interacted with, 1 for the look ahead, and the shards of very hot contents. May be repeated.
 *
 * @throws FirecircleError `invalid-argument` (`bad-cursor`); `unavailable`
 */
export async function listContents(
  firecircle: Firecircle,
  options: ContentListOptions = {},
): Promise<Page<ContentItem>> {
  const { contentType, cursor } = options;
  const limit = pageLimit(options.limit);
  const list = `contents:${contentType ?? ''}`;
  const after = cursor === undefined ? [] : startOf(positionOf(list, cursor));
  const { firestore } = firecircle;
  try {
    const uid = await sessionUid(firecircle);
    const found = await getDocs(
      query(contentsRef(firestore), ...newestVisible(contentType), ...after, limitTo(limit + 1)),
    );
    const { page, hasMore } = pageOf(found.docs, limit);
    const contents = page.map(readContent).filter((content) => content !== null);
    const interactions = await interactionsWith(firestore, uid, contents);
    const items = (await itemsOf(firestore, contents, interactions)).map(({ item }) => item);
    const last = page.at(-1);
    const lastContent = last && readContent(last);
    if (!hasMore || !last || !lastContent) return { items, hasMore: false };
    return { items, hasMore, nextCursor: cursorOf(list, { time: lastContent.createdAt, id: last.id }) };
  } catch (error) {
    throw await explained(firecircle, error);
  }
}

/** The constraints of a list of visible contents, newest first; equal times in the order of their ids. */
export function newestVisible(contentType: ContentType | undefined): QueryConstraint[] {
  if (contentType !== undefined && !contentTypes.includes(contentType)) {
    throw new FirecircleError('invalid-argument', 'Invalid content type.');
  }
  return [
    where('status', '==', 'visible'),
    ...(contentType === undefined ? [] : [where('contentType', '==', contentType)]),
    orderBy('createdAt', 'desc'),
    orderBy(documentId(), 'desc'),
  ];
}

/** @throws invalid-argument */
export function pageLimit(limit = 20, most = 100): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw new FirecircleError('invalid-argument', `limit must be an integer from 1 to ${most}.`);
  }
  return limit;
}

async function listInteractions(
  firecircle: Firecircle,
  flag: 'liked' | 'saved',
  at: 'likedAt' | 'savedAt',
  options: PageOptions,
): Promise<Page<InteractionItem>> {
  const limit = pageLimit(options.limit);
  const after = options.cursor === undefined ? [] : startOf(positionOf(flag, options.cursor));
  const { firestore } = firecircle;
  try {
    const uid = await requireUid(firecircle, false);
    const found = await getDocs(
      query(
        interactionsRef(firestore, uid),
        where(flag, '==', true),
        orderBy(at, 'desc'),
        orderBy(documentId(), 'desc'),
        ...after,
        limitTo(limit + 1),
      ),
    );
    const { page, hasMore } = pageOf(found.docs, limit);
    const interactions = new Map<string, StoredInteraction>();
    for (const snapshot of page) {
      const interaction = readInteraction(snapshot);
      if (interaction) interactions.set(snapshot.id, interaction);
    }
    const contents = await readContents(firestore, [...interactions.keys()]);
    const counted = await itemsOf(firestore, [...contents.values()], interactions);
    const byKey = new Map(counted.map(({ item }) => [contentKey(item), item]));
    const items: InteractionItem[] = [];
    let last: Position | undefined;
    for (const [key, interaction] of interactions) {
      const time = interaction[at];
      if (time === null) continue;
      last = { time, id: key };
      const { contentType, contentId } = interaction;
      items.push({ contentType, contentId, at: time.toDate(), content: byKey.get(key) ?? null });
    }
    return hasMore && last ? { items, hasMore, nextCursor: cursorOf(flag, last) } : { items, hasMore: false };
  } catch (error) {
    throw await explained(firecircle, error);
  }
}

function startOf({ time, id }: Position): QueryConstraint[] {
  return [startAfter(time, id)];
}

function pageOf(docs: readonly QueryDocumentSnapshot[], limit: number) {
  return { page: docs.slice(0, limit), hasMore: docs.length > limit };
}

function interactionsWith(
  firestore: Firestore,
  uid: string | null,
  contents: readonly StoredContent[],
): Promise<Map<string, StoredInteraction>> {
  return uid === null ? Promise.resolve(new Map()) : readInteractions(firestore, uid, contents.map(contentKey));
}
