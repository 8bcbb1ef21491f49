import { onDocumentUpdated, onDocumentWritten } from 'firebase-functions/v2/firestore';
import { onTaskDispatched } from 'firebase-functions/v2/tasks';
import { databaseId, region } from '../../platform/config.ts';
import { askForFold, type FoldTask, foldQueue, foldWhenDue, type HotKind, watchHeat } from '../../platform/heat.ts';
import { type Content, contentPath, contentRefOf, contentShardPath, counters } from './documents.ts';

const hotContent: HotKind<Content> = { ref: contentRefOf, names: counters, queue: 'foldShards' };

/** Watches the write rate of a content's counters and spreads them over shards when one document is not enough. */
export const contentOnUpdated = onDocumentUpdated(
  { document: contentPath, database: databaseId, region },
  async ({ data }) => {
    if (data !== undefined) await watchHeat(hotContent, data.before, data.after);
  },
);

/** Asks for a fold in the next second when a shard holds something. */
export const contentShardOnWritten = onDocumentWritten(
  { document: contentShardPath, database: databaseId, region, retry: true },
  ({ data }) => askForFold(hotContent, data?.after),
);

/** Folds the shards of one content into its main document. Safe to repeat. */
export const foldShards = onTaskDispatched<FoldTask>({ region, ...foldQueue }, ({ data }) =>
  foldWhenDue(hotContent, data),
);
