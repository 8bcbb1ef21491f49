/**
 * Lists by page number. Firestore bills what a query skips, so a page number is an invitation to read a million documents
 * for nothing: a list skips at most a thousand, and deeper pages are empty, with the right totals.
 */
import type { Query, QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { nowMs } from './clock.ts';

/** Which page: `page` counts from 1, `limit` is its length. */
export interface PageNumber {
  readonly page: number;
  readonly limit: number;
}

const maxSkipped = 1000;

const skippedBy = ({ page, limit }: PageNumber): number => (page - 1) * limit;

/** Whether a page can show anything, however long its list is. */
export const isWithinReach = (place: PageNumber): boolean => skippedBy(place) <= maxSkipped;

/** The documents of one page. Reads what it shows and what it skips, one round trip; nothing when it is out of reach. */
export async function documentsAt<T>(query: Query<T>, place: PageNumber): Promise<QueryDocumentSnapshot<T>[]> {
  if (!isWithinReach(place)) return [];
  return (await query.offset(skippedBy(place)).limit(place.limit).get()).docs;
}

/** How long a list is. A page that is neither empty nor full is its last and says so itself; otherwise `count` is asked. */
export async function totalWith(
  place: PageNumber,
  found: readonly unknown[],
  count: () => Promise<number>,
): Promise<number> {
  const isLast = found.length < place.limit && (found.length > 0 || place.page === 1);
  return isLast ? skippedBy(place) + found.length : count();
}

/** Counts what a query finds. 1 read for each thousand, one round trip. */
export const countOf = async (query: Query): Promise<number> => (await query.count().get()).data().count;

const cachedForMs = 60_000;
const maxCached = 1000;
const counts = new Map<string, { readonly total: Promise<number>; readonly untilMs: number }>();

/** The same, at most once a minute in this instance for everybody who asks for the list of this name. */
export function cachedCountOf(name: string, query: Query): Promise<number> {
  const known = counts.get(name);
  if (known !== undefined && known.untilMs > nowMs()) return known.total;
  const total = countOf(query);
  counts.delete(name);
  counts.set(name, { total, untilMs: nowMs() + cachedForMs });
  total.catch(() => counts.delete(name));
  for (const oldest of counts.keys()) {
    if (counts.size <= maxCached) break;
    counts.delete(oldest);
  }
  return total;
}

const readAtOnce = 300;

/** Every document that a query finds, read in pages. Those that were read may be deleted meanwhile. */
export async function* everyDocument<T>(query: Query<T>): AsyncGenerator<QueryDocumentSnapshot<T>> {
  let rest = query.limit(readAtOnce);
  for (;;) {
    const { docs } = await rest.get();
    yield* docs;
    const last = docs.at(-1);
    if (last === undefined || docs.length < readAtOnce) return;
    rest = query.limit(readAtOnce).startAfter(last);
  }
}

/** Does something with every item, for so many of them at once. Stops with the first that fails. */
export async function forEachAtOnce<T>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let running: Promise<void>[] = [];
  for await (const item of items) {
    running.push(work(item));
    if (running.length < atOnce) continue;
    await Promise.all(running);
    running = [];
  }
  await Promise.all(running);
}
