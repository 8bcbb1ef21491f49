import { join } from 'node:path';

/** Where the queries of a run are written down: FIRECIRCLE_QUERY_LOG, or a folder of the repository that git ignores. */
export function logFolder(): string {
  return process.env.FIRECIRCLE_QUERY_LOG ?? join(import.meta.dirname, '../../.firecircle/queries');
}
