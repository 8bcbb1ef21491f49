import { type CallOptions, verbsOf } from './calls.ts';
import type { ContentName } from './documents.ts';
import type { Firecircle } from './firecircle.ts';
import { type ContentInput, type ContentStatus, type ContentType, contentVerbs } from './verbs/content.ts';

const call = verbsOf('content', contentVerbs);

export interface PutContentsResult {
  created: number;
  updated: number;
}

export interface ContentStanding extends ContentName {
  status: ContentStatus;
}

/**
 * Creates or edits 1 to 500 contents; for administrators. An edit replaces the display fields (those that are absent go)
 * and touches neither counters nor status. May be repeated, and is repeated on network failures.
 *
 * @throws FirecircleError `unauthenticated`; `permission-denied`; `invalid-argument`; `unavailable`; `cancelled`
 */
export async function putContents(
  firecircle: Firecircle,
  contents: readonly ContentInput[],
  options?: CallOptions,
): Promise<PutContentsResult> {
  const input = { contents: [...contents] };
  return call(firecircle, 'putContents', input, options);
}

/**
 * Takes a content out of every list and read, for administrators; its counters and interactions stay. May be repeated.
 *
 * @throws FirecircleError as `putContents`, and `not-found` (`content-not-found`)
 */
export async function removeContent(
  firecircle: Firecircle,
  contentType: ContentType,
  contentId: string,
  options?: CallOptions,
): Promise<ContentStanding> {
  const input = { contentType, contentId };
  return call(firecircle, 'removeContent', input, options);
}

/** Makes a content visible again, with the counters that it had. Otherwise as `removeContent`. */
export async function restoreContent(
  firecircle: Firecircle,
  contentType: ContentType,
  contentId: string,
  options?: CallOptions,
): Promise<ContentStanding> {
  const input = { contentType, contentId };
  return call(firecircle, 'restoreContent', input, options);
}
