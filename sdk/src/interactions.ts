import { type ChangeOptions, change } from './changes.ts';
import { contentName } from './documents.ts';
import type { Firecircle } from './firecircle.ts';
import type { ContentType } from './verbs/names.ts';

export interface LikeState {
  contentId: string;
  liked: boolean;
  likeCount: number;
}

export interface SaveState {
  contentId: string;
  saved: boolean;
  saveCount: number;
}

export interface ShareState {
  contentId: string;
  shared: true;
  shareCount: number;
}

export interface ViewState {
  contentId: string;
  /** False when this viewer's last counted view is less than 24 hours old. */
  counted: boolean;
  viewCount: number;
}

/**
 * Likes what the viewer sees as not liked, and the other way round. Watchers on this device show it at once, offline
 * too; when the server refuses it, they go back. Not to be repeated after an error: use `setLike` for that.
 *
 * What somebody did offline is theirs: signed out before it was sent, it waits until they sign in again.
 *
 * `likeCount` is exact as of the acknowledgement. Calls in quick succession keep their order; one that a later call
 * has overtaken answers with what the later one left.
 *
 * Costs 2 writes and about 5 reads by the rules; 1 read for a state this device does not know, 1 for the count of a
 * content that nobody here is watching, and 1 for each shard of a very hot content.
 *
 * @throws FirecircleError `unauthenticated` (`banned`, `signed-out`, `deleted`, or nobody is signed in);
 *   `permission-denied` (`anonymous`; `blocked` between viewer and creator); `not-found` (`content-not-found`);
 *   `resource-exhausted` (`too-many-changes`, more than 100 in a row on one content); `unavailable` (`offline`) when this
 *   device is offline and does not know the state; `invalid-argument`
 */
export async function toggleLike(
  firecircle: Firecircle,
  contentType: ContentType,
  contentId: string,
  options?: ChangeOptions,
): Promise<LikeState> {
  const name = contentName(contentType, contentId);
  const intent = { kind: 'like', name, wish: (liked: boolean) => !liked, blind: false } as const;
  const { done, count } = await change(firecircle, intent, options);
  return { contentId, liked: done, likeCount: count };
}

/**
 * Sets the viewer's like to the state that is named, so it may be repeated, and never fails for being offline: unknown
 * to this device, the wish is queued, and settles as a success if it turns out to be true already.
 *
 * Optimism, costs and errors as for `toggleLike`.
 */
export async function setLike(
  firecircle: Firecircle,
  contentType: ContentType,
  contentId: string,
  liked: boolean,
  options?: ChangeOptions,
): Promise<LikeState> {
  const name = contentName(contentType, contentId);
  const { done, count } = await change(firecircle, { kind: 'like', name, wish: () => liked, blind: true }, options);
  return { contentId, liked: done, likeCount: count };
}

/**
 * Saves a content for later, or with `saved` false takes it out again. May be repeated. Optimism, costs and errors as
 * for `setLike`.
 */
export async function saveContent(
  firecircle: Firecircle,
  contentType: ContentType,
  contentId: string,
  saved = true,
  options?: ChangeOptions,
): Promise<SaveState> {
  const name = contentName(contentType, contentId);
  const { done, count } = await change(firecircle, { kind: 'save', name, wish: () => saved, blind: true }, options);
  return { contentId, saved: done, saveCount: count };
}

/**
 * Registers that the viewer shared a content; it counts once for each viewer. May be repeated. Optimism, costs and
 * errors as for `setLike`.
 */
export async function shareContent(
  firecircle: Firecircle,
  contentType: ContentType,
  contentId: string,
  options?: ChangeOptions,
): Promise<ShareState> {
  const name = contentName(contentType, contentId);
  const { count } = await change(firecircle, { kind: 'share', name, wish: () => true, blind: true }, options);
  return { contentId, shared: true, shareCount: count };
}

/**
 * Counts a view, once for each viewer and 24 hours; anonymous accounts count too. May be repeated. Costs and errors as
 * for `setLike`, without `anonymous` and `blocked`.
 */
export async function recordView(
  firecircle: Firecircle,
  contentType: ContentType,
  contentId: string,
  options?: ChangeOptions,
): Promise<ViewState> {
  const name = contentName(contentType, contentId);
  const intent = { kind: 'view', name, wish: () => true, blind: true } as const;
  const { changed, count } = await change(firecircle, intent, options);
  return { contentId, counted: changed, viewCount: count };
}
