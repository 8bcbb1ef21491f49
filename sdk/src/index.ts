/**
 * Firecircle: likes, saves, shares and views that persist, on your own Firebase project.
 *
 * Each function takes the instance of `getFirecircle` first and can be imported alone. Everything that fails, fails with
 * a `FirecircleError`.
 *
 * @packageDocumentation
 */
export type { CallOptions } from './calls.ts';
export type { ChangeOptions } from './changes.ts';
export {
  type ContentStanding,
  type PutContentsResult,
  putContents,
  removeContent,
  restoreContent,
} from './contents.ts';
export type { ContentName } from './documents.ts';
export { connectFirecircleEmulators, type EmulatorOptions } from './emulators.ts';
export { type ErrorCode, FirecircleError, type FirecircleErrorOptions } from './errors.ts';
export { type Firecircle, type FirecircleOptions, getFirecircle } from './firecircle.ts';
export {
  type LikeState,
  recordView,
  type SaveState,
  type ShareState,
  saveContent,
  setLike,
  shareContent,
  toggleLike,
  type ViewState,
} from './interactions.ts';
export {
  type ContentListOptions,
  type InteractionItem,
  listContents,
  listLiked,
  listSaved,
  type Page,
  type PageOptions,
} from './lists.ts';
export type { ContentCard, ContentItem, Metadata } from './logic.ts';
export { batchMetadata, getMetadata } from './metadata.ts';
export type { ContentInput, ContentStatus, ContentType, Creator } from './verbs/content.ts';
export { type LiveMetadata, type WatchContentsOptions, watchContents, watchMetadata } from './watch.ts';
