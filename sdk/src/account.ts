import { type CallOptions, verbsOf } from './calls.ts';
import { FirecircleError } from './errors.ts';
import type { Firecircle } from './firecircle.ts';
import { signOut } from './signing.ts';
import { accountVerbs } from './verbs/account.ts';

const call = verbsOf('account', accountVerbs);

export interface ExportedDocument {
  path: string;
  /** Plain JSON: times as ISO 8601, what is sealed left out. */
  data: unknown;
}

export interface AccountExport {
  exportedAt: string;
  documents: ExportedDocument[];
}

/**
 * Everything that is kept of the signed-in account. Reads every document of it, in pages; at most 20 pages an hour. May be
 * repeated.
 *
 * @throws FirecircleError `resource-exhausted` with `retryAfterMs`; `unauthenticated`; `unavailable`; `cancelled`
 */
export async function exportAccount(firecircle: Firecircle, options?: CallOptions): Promise<AccountExport> {
  const documents: ExportedDocument[] = [];
  let page = await call(firecircle, 'exportAccount', {}, options);
  const { exportedAt } = page;
  for (;;) {
    for (const { path, data } of page.documents) documents.push({ path, data });
    if (page.nextCursor === null) return { exportedAt, documents };
    page = await call(firecircle, 'exportAccount', { cursor: page.nextCursor }, options);
  }
}

/**
 * Ends the signed-in account and removes all of it, for ever, and signs this device out. May be repeated: a call that was
 * cut off goes on by itself.
 *
 * @param confirm the account's own username, as it is spelled
 * @throws FirecircleError `invalid-argument`; `failed-precondition`; `unauthenticated`; `unavailable`; `cancelled`
 */
export async function deleteAccount(firecircle: Firecircle, confirm: string, options?: CallOptions): Promise<void> {
  try {
    await call(firecircle, 'deleteAccount', { confirm }, options);
  } catch (error) {
    // The answer to an earlier attempt was lost.
    if (!(error instanceof FirecircleError) || error.reason !== 'deleted') throw error;
  }
  await signOut(firecircle);
}
