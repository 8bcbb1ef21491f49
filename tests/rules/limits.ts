import { increment } from 'firebase/firestore';
import { expect, test } from 'vitest';
import {
  type Change,
  commit,
  contentOf,
  counterOf,
  flagFields,
  flags,
  interactionOf,
  kinds,
  setFlag,
  setScene,
  view,
  wasSet,
} from './changes.ts';
import { loadRules, newSession, rules, serverOf, standingPath } from './world.ts';

/** A project of its own: its rules are ours with ballast. */
const project = 'demo-firecircle-rules-limits';
const server = serverOf(project);

/** By someone who had signed out everywhere once, of a content that somebody made: so each rule looks at all it can. */
function fullScene(change: Change): Change {
  change.stored[standingPath('alice')] = {
    role: 'user',
    tokensValidAfter: new Date(0),
    bannedAt: null,
    deletedAt: null,
  };
  Object.assign(contentOf(change), { creator: { uid: 'carol', displayName: 'Carol Castellanos' } });
  return change;
}

/** The dearest commit that an app can make: every flag and a view at once, on a shard, after an earlier change. */
function dearest(): Change {
  const change = fullScene(view({ shard: 3 }));
  for (const kind of kinds) {
    const on = kind !== 'dislike';
    if (!on) wasSet(change, kind, 3);
    Object.assign(interactionOf(change), flagFields(kind, on));
    counterOf(change, 3)[flags[kind].counter] = increment(on ? 1 : -1);
  }
  return change;
}

/** The rules with so many expressions and reads more in the condition of each write. */
function withBallast({ expressions, reads }: { expressions: number; reads: number }): string {
  // The list, the call, the comparison and the `&&` are expressions too.
  const zeros = Array.from({ length: expressions - 6 }, () => '0');
  const lookUps = Array.from({ length: reads }, (_, i) => `!exists(/databases/$(database)/documents/ballast/${i})`);
  const ballast = [`[${zeros.join()}].size() > 0`, ...lookUps].join(' && ');
  return rules.replaceAll(/allow (?:create|update): if /g, (allow) => `${allow}${ballast} && `);
}

async function isTaken(change: Change, ballast: { expressions: number; reads: number }): Promise<boolean> {
  await loadRules(project, withBallast(ballast));
  await setScene(change, server);
  return commit(change, newSession('alice', 60, project)).then(
    () => true,
    () => false,
  );
}

export function limits(): void {
  test('the dearest commit leaves room for 160 expressions of 1,000 and 7 reads of 10', async () => {
    expect(await isTaken(dearest(), { expressions: 160, reads: 0 })).toBe(true);
    expect(await isTaken(dearest(), { expressions: 10, reads: 7 })).toBe(true);
  });

  test('a like leaves room for 285 expressions of 1,000', async () => {
    expect(await isTaken(fullScene(setFlag('like')), { expressions: 285, reads: 0 })).toBe(true);
  });

  test('the emulator does refuse what goes beyond the limits', async () => {
    expect(await isTaken(setFlag('like'), { expressions: 1_000, reads: 0 })).toBe(false);
    expect(await isTaken(setFlag('like'), { expressions: 10, reads: 11 })).toBe(false);
  });
}
