import type { ContentName } from '../../functions/src/domains/content/documents.ts';
import { contentRef } from '../../functions/src/domains/content/documents.ts';
import { setLike, toggleLike } from '../../functions/src/domains/engagement/operations.ts';
import type { Caller } from '../../functions/src/platform/auth.ts';
import { type Fault, tapFirestore } from '../firestoreTap.ts';
import { callerFor, counted, likesOf, newContent, setContent } from '../world.ts';

/** Small seeded generator (mulberry32), so that a run that fails can be repeated. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface StormReport {
  readonly operations: number;
  readonly faults: number;
  readonly lostReplies: number;
  readonly wrongAnswers: string[];
  readonly wrongCounters: string[];
}

/**
 * A storm of likes under a wire that fails: every user likes, unlikes and toggles, alone and in parallel duplicates,
 * while calls fail before they are sent or lose their answer after they were carried out.
 *
 * What a call answers is compared with what it must have left. On a content that is one user's alone both the flag and
 * the count are known; on a shared one the flag is, and the count is compared at the end with the likes themselves.
 */
export async function likeStorm(
  seed: number,
  size: { users: number; operations: number; atOnce: number },
): Promise<StormReport> {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const users = Array.from({ length: size.users }, (_, index) =>
    callerFor({ uid: `storm-${seed}-${index}-${Date.now()}` }),
  );
  const shared = [await newContent(), await newContent(), await newContent()];
  await setContent(shared[2] as ContentName, { shards: 4 });
  const own = new Map<string, ContentName>();
  for (const user of users) own.set(user.uid, await newContent());

  const report = {
    operations: 0,
    faults: 0,
    lostReplies: 0,
    wrongAnswers: [] as string[],
    wrongCounters: [] as string[],
  };
  const tap = tapFirestore();
  tap.plan = (method): Fault => {
    const dice = random();
    const fault =
      method === 'commit' ? (dice < 0.08 ? 'before' : dice < 0.2 ? 'after' : null) : dice < 0.02 ? 'before' : null;
    if (fault !== null) report.faults += 1;
    if (fault === 'after') report.lostReplies += 1;
    return fault;
  };

  const liked = new Map<string, boolean>();
  const runUser = async (user: Caller, operations: number): Promise<void> => {
    for (let done = 0; done < operations; ) {
      const isOwn = random() < 0.4;
      const content = isOwn ? (own.get(user.uid) as ContentName) : pick(shared);
      const key = `${user.uid}/${content.contentId}`;
      const before = liked.get(key) ?? false;
      const copies = random() < 0.25 ? 2 + Math.floor(random() * 3) : 1;
      const kind = random();
      const wanted = random() < 0.5;
      const calls = Array.from({ length: copies }, () =>
        kind < 0.5 ? toggleLike(content, user) : setLike(content, user, wanted),
      );
      const answers = await Promise.all(calls);
      const after = kind < 0.5 ? (copies % 2 === 1 ? !before : before) : wanted;
      const flags = answers.map((answer) => answer.liked);
      // Toggles that ran in parallel took turns: every second of them found it liked.
      const trues = kind < 0.5 ? (before ? Math.floor(copies / 2) : Math.ceil(copies / 2)) : wanted ? copies : 0;
      if (flags.filter(Boolean).length !== trues)
        report.wrongAnswers.push(`${key}: ${before} -> ${flags} (${copies} calls)`);
      if (isOwn && copies === 1 && answers[0]?.likeCount !== Number(after)) {
        report.wrongAnswers.push(`${key}: count ${answers[0]?.likeCount} with liked = ${after}`);
      }
      liked.set(key, after);
      done += copies;
      report.operations += copies;
    }
  };

  try {
    const waiting = [...users];
    const each = Math.ceil(size.operations / size.users);
    await Promise.all(
      Array.from({ length: size.atOnce }, async () => {
        for (let user = waiting.pop(); user !== undefined; user = waiting.pop()) await runUser(user, each);
      }),
    );
  } finally {
    tap.remove();
  }
  for (const content of [...shared, ...own.values()]) {
    const facts = await likesOf(content, users);
    const counter = await counted(content, 'likes');
    const believed = users.filter((user) => liked.get(`${user.uid}/${content.contentId}`)).length;
    if (facts !== counter || facts !== believed) {
      report.wrongCounters.push(
        `${contentRef(content).path}: ${facts} likes, counter ${counter}, answers said ${believed}`,
      );
    }
  }
  return report;
}
