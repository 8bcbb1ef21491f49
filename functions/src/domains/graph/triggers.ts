import { onDocumentUpdated, onDocumentWritten } from 'firebase-functions/v2/firestore';
import { onTaskDispatched } from 'firebase-functions/v2/tasks';
import { databaseId, region } from '../../platform/config.ts';
import { askForFold, type FoldTask, foldQueue, foldWhenDue, type HotKind, watchHeat } from '../../platform/heat.ts';
import { followCard } from '../profiles/credits/operations.ts';
import { type Card, cardRef } from '../profiles/documents.ts';
import { cardPath, cardShardPath } from './documents.ts';

/** `following` is moved by its own user, or by one block at a time, and stays in the card. */
const hotCard: HotKind<Card> = { ref: cardRef, names: ['followers'], queue: 'foldFollowers' };

/** Watches how fast a card's followers change and spreads the number over shards when one document is not enough. */
export const cardOnUpdated = onDocumentUpdated(
  { document: cardPath, database: databaseId, region },
  async ({ data }) => {
    if (data === undefined) return;
    await watchHeat(hotCard, data.before, data.after);
    await followCard(data.before, data.after);
  },
);

/** Asks for a fold in the next second when a shard holds something. */
export const cardShardOnWritten = onDocumentWritten(
  { document: cardShardPath, database: databaseId, region, retry: true },
  ({ data }) => askForFold(hotCard, data?.after),
);

/** Folds the shards of one person's followers into the card. Safe to repeat. */
export const foldFollowers = onTaskDispatched<FoldTask>({ region, ...foldQueue }, ({ data }) =>
  foldWhenDue(hotCard, data),
);
