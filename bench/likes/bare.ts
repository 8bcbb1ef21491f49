/**
 * The yardstick: HTTP, JSON, `verifyIdToken`, and the very RPCs of our like through the same client (one BatchGet of
 * content, interaction and standing; one commit of two writes; for sharded counters one more BatchGet at the commit's
 * time), and nothing else: no routing, no validation, no retries, no error shapes.
 */
import { createServer, type Server } from 'node:http';
import { getAuth } from 'firebase-admin/auth';
import { type DocumentReference, FieldValue } from 'firebase-admin/firestore';
import { standingKey } from '../../functions/src/domains/identity/documents.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { commitWithResults, firestore, getAllAt } from '../../functions/src/platform/firestore.ts';
import { likeFields, shardOf } from './commit.ts';

export function bareServer(): Server {
  return createServer((request, response) => {
    const contentId = request.url?.split('/')[4] ?? '';
    like(contentId, request.headers.authorization?.slice('Bearer '.length) ?? '').then(
      (data) => {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ success: true, data }));
      },
      (error) => {
        response.writeHead(500, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ success: false, message: String(error) }));
      },
    );
  });
}

async function like(contentId: string, token: string) {
  const { uid } = await getAuth(firebaseApp()).verifyIdToken(token);
  const content = firestore().doc(`contents/media_${contentId}`);
  const fact = firestore().doc(`users/${uid}/interactions/media_${contentId}`);
  const standing = firestore().doc(`standings/${standingKey(uid)}`);
  const [stored, before] = await firestore().getAll(content, fact, standing);
  const liked = before?.get('liked') !== true;
  const shards: number = stored?.get('shards') ?? 0;
  const shard = shards > 0 ? Math.floor(Math.random() * shards) : null;
  const increment = { likes: FieldValue.increment(liked ? 1 : -1) };
  const batch = firestore().batch();
  if (shard === null) batch.update(content, increment);
  else batch.set(shardOf(content, shard), increment, { merge: true });
  const earlierOps = before?.exists ? [before.get('op'), ...(before.get('earlierOps') ?? [])].slice(0, 8) : [];
  const fields = { ...likeFields(contentId, liked, shard), earlierOps };
  if (before?.updateTime === undefined) batch.create(fact, fields);
  else batch.update(fact, fields, { lastUpdateTime: before.updateTime });
  const { commitTime, transformed } = await commitWithResults(batch);
  let likeCount = transformed[0]?.[0] ?? 0;
  if (shard !== null) {
    const others: DocumentReference[] = [content];
    for (let other = 0; other < shards; other += 1) if (other !== shard) others.push(shardOf(content, other));
    for (const part of await getAllAt(others, commitTime)) likeCount += part.get('likes') ?? 0;
  }
  return { contentId, liked, likeCount };
}
