/** What names a content. Free of the schema library, which an app that only likes and watches need not load. */

/** What can be liked, saved, shared and viewed. Videos, audio and music are all `media`. No type has an underscore. */
export const contentTypes = ['media', 'artist', 'merch', 'ebook', 'podcast'] as const;
export type ContentType = (typeof contentTypes)[number];

export function isContentType(value: unknown): value is ContentType {
  return contentTypes.some((known) => known === value);
}

/** No "/", no control character, and no lone surrogate, which could not be stored as UTF-8. Not ".", ".." or "__…__",
 *  which Firestore keeps for itself. */
const idForm = /^(?!\.{1,2}$|__.*__$)[^/\p{Cc}\p{Cs}]*$/u;

/** 1 to 128 UTF-16 units, safe as a Firestore document id; ObjectIds and UUIDs alike. */
export function isContentId(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 128 && idForm.test(value);
}

/** The id of a content's document, and of each user's interaction with it. */
export function contentKey(content: { readonly contentType: ContentType; readonly contentId: string }): string {
  return `${content.contentType}_${content.contentId}`;
}

/** The counters of a content document, all integers. */
export const counters = ['likes', 'dislikes', 'saves', 'shares', 'views', 'comments'] as const;
export type Counter = (typeof counters)[number];
