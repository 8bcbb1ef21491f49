import * as z from 'zod/mini';
import type { Verbs } from './verb.ts';

/** One stored document as an export shows it: times as ISO strings, what is sealed left out. */
const exportedDocument = z.object({ path: z.string(), data: z.unknown() });

/** The verbs of the callable function `account`: what a person may ask for about all that is kept of them. */
export const accountVerbs = {
  /** Everything that is kept of the caller, in pages. Reads every document of the caller's; at most 20 pages an hour. */
  exportAccount: {
    input: z.object({ cursor: z.optional(z.int().check(z.nonnegative())) }),
    output: z.object({
      exportedAt: z.iso.datetime(),
      documents: z.array(exportedDocument),
      /** Of the next page; null = this was the last. */
      nextCursor: z.nullable(z.int()),
    }),
    who: 'user',
  },
  /** Ends the account and removes all of it, for ever. `confirm` is the caller's own username, as it is spelled. Every
   *  token is refused from the first moment; a call that is cut off goes on by itself. */
  deleteAccount: {
    input: z.object({ confirm: z.string().check(z.maxLength(100)) }),
    output: z.object({ status: z.literal('deleted') }),
    who: 'user',
  },
} as const satisfies Verbs;
