import fc from 'fast-check';
import { Timestamp } from 'firebase/firestore';
import { describe, expect, test } from 'vitest';
import { cursorOf, positionOf } from '../../sdk/src/cursors.ts';
import type { StoredContent, StoredInteraction } from '../../sdk/src/documents.ts';
import { FirecircleError, toFirecircleError } from '../../sdk/src/errors.ts';
import {
  changeWaitMs,
  chunksOf,
  groupFields,
  isDone,
  isOneFold,
  lastMove,
  type Move,
  metadataOf,
  shownCounts,
  trueCounts,
} from '../../sdk/src/logic.ts';
import { idempotentCall, pauseMs, type RetryPolicy, retry, staleChange } from '../../sdk/src/retry.ts';
import { contentVerbs } from '../../sdk/src/verbs/content.ts';
import { isContentId } from '../../sdk/src/verbs/names.ts';

const second = (seconds: number) => new Timestamp(1_700_000_000 + seconds, 0);
const noCounts = { likes: 0, dislikes: 0, saves: 0, shares: 0, views: 0, comments: 0 };

const never: StoredInteraction = {
  ...{ contentType: 'media', contentId: 'x', shard: null, op: '', n: 0, changedAt: null, viewedAt: null },
  ...{ liked: false, likedAt: null, likeDeletedAt: null, saved: false, savedAt: null, saveDeletedAt: null },
  ...{ shared: false, sharedAt: null, shareDeletedAt: null },
};

const content = (fields: Partial<StoredContent> = {}): StoredContent => ({
  ...{ contentType: 'media', contentId: 'x', title: 'X', createdAt: second(0), counts: noCounts },
  ...{ shards: 4, foldedAt: null, ...fields },
});

describe('a change', () => {
  test('is done when the flag is set, and a view for 24 hours', () => {
    expect(isDone('like', null, 0)).toBe(false);
    expect(isDone('like', { ...never, liked: true }, 0)).toBe(true);
    expect(isDone('save', { ...never, liked: true }, 0)).toBe(false);
    expect(isDone('share', { ...never, shared: true }, 0)).toBe(true);
    const viewed = { ...never, viewedAt: second(0) };
    const dayMs = 24 * 60 * 60 * 1000;
    expect(isDone('view', viewed, second(0).toMillis() + dayMs - 1)).toBe(true);
    expect(isDone('view', viewed, second(0).toMillis() + dayMs)).toBe(false);
  });

  test('taken back keeps the time it was made', () => {
    expect(groupFields('like', true, 'now')).toEqual({ liked: true, likedAt: 'now', likeDeletedAt: null });
    expect(groupFields('save', false, 'now')).toEqual({ saved: false, saveDeletedAt: 'now' });
    expect(groupFields('view', true, 'now')).toEqual({ viewedAt: 'now' });
  });

  test('waits for the rest of an hour after a hundred', () => {
    const now = second(60).toMillis();
    expect(changeWaitMs({ ...never, n: 99, changedAt: second(0) }, now)).toBe(0);
    expect(changeWaitMs({ ...never, n: 100, changedAt: second(0) }, now)).toBe(59 * 60_000);
    expect(changeWaitMs({ ...never, n: 100, changedAt: second(-3600) }, now)).toBe(0);
  });
});

describe('what a watcher of a hot content shows', () => {
  const move = (op: string, delta: number, committedAt: Timestamp | null): Move => ({
    ...{ op, counter: 'likes', delta, committedAt },
  });

  test('own moves are added until a fold has them, the ones on their way always', () => {
    const counts = { ...noCounts, likes: 10 };
    const moves = [move('a', 1, second(1)), move('b', -1, second(2)), move('c', 1, null)];
    expect(shownCounts(content({ counts }), null, moves).likes).toBe(11);
    expect(shownCounts(content({ counts, foldedAt: second(1) }), null, moves).likes).toBe(10);
    expect(shownCounts(content({ counts, foldedAt: second(3) }), null, moves).likes).toBe(11);
  });

  test("another device's last move is read from the interaction, once", () => {
    const liked = { ...never, liked: true, likedAt: second(5), changedAt: second(5), shard: 2, op: 'a' };
    expect(lastMove(liked)).toEqual(move('a', 1, second(5)));
    expect(shownCounts(content(), liked, []).likes).toBe(1);
    expect(shownCounts(content(), liked, [move('a', 1, second(5))]).likes).toBe(1);
    expect(shownCounts(content({ foldedAt: second(5) }), liked, []).likes).toBe(0);
    expect(lastMove({ ...liked, shard: null })).toBeNull();
    expect(lastMove({ ...liked, saved: false, saveDeletedAt: second(6), changedAt: second(6) })).toMatchObject({
      ...{ counter: 'saves', delta: -1 },
    });
    expect(lastMove({ ...liked, viewedAt: second(6), changedAt: second(6) })).toMatchObject({ counter: 'views' });
  });

  test('main and shards of different folds are noticed', () => {
    const shards = [
      { counts: { ...noCounts, likes: 2 }, foldedAt: second(3) },
      { counts: { ...noCounts, likes: -1 }, foldedAt: null },
    ];
    expect(isOneFold(content({ foldedAt: second(3) }), shards)).toBe(true);
    expect(isOneFold(content({ foldedAt: second(2) }), shards)).toBe(false);
    expect(isOneFold(content(), [])).toBe(true);
    expect(trueCounts(content({ counts: { ...noCounts, likes: 5 } }), shards).likes).toBe(6);
  });

  test('never a number below zero', () => {
    expect(metadataOf('x', { ...noCounts, likes: -1 }, null).likes).toBe(0);
  });
});

describe('retries', () => {
  const error = (code: 'unavailable' | 'internal' | 'permission-denied', options = {}) =>
    new FirecircleError(code, 'x', options);

  test('the pause doubles, is random below its bound, and ends', () => {
    const pauses = [0, 1, 2, 3].map((attempt) => pauseMs(idempotentCall, attempt, error('unavailable'), 1));
    expect(pauses).toEqual([250, 500, 1000, null]);
    expect(pauseMs(idempotentCall, 0, error('unavailable'), 0)).toBe(0);
    expect(pauseMs(idempotentCall, 0, error('permission-denied'), 1)).toBeNull();
    expect(pauseMs(idempotentCall, 0, error('internal'), 1)).toBeNull();
    expect(pauseMs(idempotentCall, 0, error('unavailable', { retryAfterMs: 900 }), 0.1)).toBe(900);
    expect(pauseMs(idempotentCall, 0, error('unavailable', { retryAfterMs: 9_000 }), 0.1)).toBeNull();
  });

  test('every bound holds, for every policy', async () => {
    for (const policy of [idempotentCall, staleChange]) {
      const eager: RetryPolicy = { ...policy, baseMs: 0, retryable: () => true };
      let attempts = 0;
      const failing = retry(eager, async () => {
        attempts++;
        throw error('unavailable');
      });
      await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
      expect(attempts).toBe(policy.attempts);
    }
  });
});

describe('names, cursors, errors', () => {
  test('an id is accepted exactly when the verb table accepts it', () => {
    const { contentId } = contentVerbs.removeContent.input.shape;
    const parts = fc.constantFrom('a', '.', '_', '__', '/', '\n', '\ud800', '😀', 'x'.repeat(64), '');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(parts).map((list) => list.join('')),
        ),
        (id) => {
          expect(contentId.safeParse(id).success).toBe(isContentId(id));
          if (isContentId(id)) {
            expect(new TextDecoder().decode(new TextEncoder().encode(id))).toBe(id);
            expect(id.length >= 1 && id.length <= 128 && !/[/\p{Cc}]|^\.{1,2}$|^__.*__$/u.test(id)).toBe(true);
          }
        },
      ),
    );
    for (const id of ['6942c8061c42444751a5029f', 'x', '😀', '...', '__', 'a b', 'constructor']) {
      expect(isContentId(id)).toBe(true);
    }
  });

  test('a cursor goes there and back, and only in its own list', () => {
    const seconds = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 });
    fc.assert(
      fc.property(
        seconds,
        fc.integer({ min: 0, max: 999_999_999 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
        (s, ns, id) => {
          fc.pre(!id.includes('/'));
          const cursor = cursorOf('liked', { time: new Timestamp(s, ns), id });
          expect(cursor).toMatch(/^[\w-]+$/);
          expect(positionOf('liked', cursor)).toEqual({ time: new Timestamp(s, ns), id });
          expect(() => positionOf('saved', cursor)).toThrow(FirecircleError);
        },
      ),
    );
  });

  test('chunks hold everything once, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 40 }), (items, size) => {
        const chunks = chunksOf(items, size);
        expect(chunks.flat()).toEqual(items);
        expect(chunks.every(({ length }) => length >= 1 && length <= size)).toBe(true);
      }),
    );
  });

  test('errors of every Firebase product become one', () => {
    const thrown = (code: string) => Object.assign(new Error('x'), { code });
    expect(toFirecircleError(thrown('functions/deadline-exceeded')).code).toBe('deadline-exceeded');
    expect(toFirecircleError(thrown('permission-denied')).code).toBe('permission-denied');
    expect(toFirecircleError(thrown('auth/network-request-failed')).code).toBe('unavailable');
    expect(toFirecircleError('what').code).toBe('unknown');
    const known = new FirecircleError('aborted', 'x');
    expect(toFirecircleError(known)).toBe(known);
  });
});
