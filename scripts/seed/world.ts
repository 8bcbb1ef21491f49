import { Timestamp } from 'firebase-admin/firestore';
import type { Counts } from '../../functions/src/domains/content/documents.ts';
import { noCounts } from '../../functions/src/domains/content/logic.ts';
import type { Interaction } from '../../functions/src/domains/engagement/documents.ts';
import type { ContentInput } from '../../sdk/src/verbs/content.ts';
import { makeContents, sampleContent, worldEndMs } from './contents.ts';
import { crowd, type NamedUid } from './people.ts';
import { Random } from './random.ts';

/** What people did to one content: the facts, and the counters that follow from them. */
export interface SeededContent {
  readonly input: ContentInput & { readonly createdAt: string };
  readonly interactions: ReadonlyMap<string, Interaction>;
  readonly comments: ReadonlyMap<string, Comment>;
}

/** A comment as it is stored below its content. */
export interface Comment {
  readonly authorId: string;
  readonly text: string;
  readonly createdAt: Timestamp;
}

/** How readily somebody does each thing to a content that they have seen. */
interface Taste {
  readonly likes: number;
  readonly takesBack: number;
  readonly saves: number;
  readonly shares: number;
  readonly dislikes: number;
}

/** How much of the world each named person has seen, and what they are like. */
const habits: Readonly<Record<NamedUid, Taste & { readonly seen: number }>> = {
  alice: { seen: 46, likes: 0.6, takesBack: 0.05, saves: 0.3, shares: 0.1, dislikes: 0.02 },
  bob: { seen: 34, likes: 0.5, takesBack: 0.1, saves: 0.4, shares: 0.05, dislikes: 0.05 },
  carol: { seen: 22, likes: 0.7, takesBack: 0, saves: 0.1, shares: 0.2, dislikes: 0 },
  sam: { seen: 14, likes: 0.4, takesBack: 0, saves: 0.2, shares: 0, dislikes: 0 },
  mia: { seen: 18, likes: 0.2, takesBack: 0, saves: 0.1, shares: 0, dislikes: 0.1 },
  ada: { seen: 8, likes: 0.3, takesBack: 0, saves: 0, shares: 0, dislikes: 0 },
};

const remarks = [
  'I come back to this every week.',
  'The second half is the best thing you have made.',
  'Played this for my father and he asked for it again.',
  'Could you tell us where this was recorded?',
  'Not my favourite, but I see what you were after.',
  'This got me through a very long train ride.',
  'The picture on the cover is from my home town!',
  'Please never change the ending.',
  'More like this, please.',
  'I did not expect to like it, and here I am.',
];

/** The samples of the engagement contract: 42 likes, 0 saves, 1 share, 100 views, 5 comments. None of them is a named
 *  person's, so whoever tries the contract's commands begins with an empty heart. */
const sampleCounts = { likes: 42, shares: 1, views: 100, comments: 5 };

/** The whole world, the same every time. */
export function makeWorld(): SeededContent[] {
  const random = new Random(20260101);
  const inputs = makeContents(random);
  const seenByNamed = Object.entries(habits).map(([uid, habit]) => ({
    uid,
    habit,
    seen: new Set(random.sample(inputs.slice(1), habit.seen)),
  }));
  const ranks = random.sample(inputs.map((_, index) => index));
  return inputs.map((input, index) => {
    if (input === sampleContent) return makeSample(input, random);
    // Attention is uneven: few contents are seen by nearly everybody, most by a handful.
    const viewers = Math.max(1, Math.round((crowd.length - 2) / (1 + (ranks[index] ?? 0) / 12) ** 0.9));
    const likedBy = 0.15 + random.next() * 0.45;
    const taste: Taste = { likes: likedBy, takesBack: 0.04, saves: likedBy / 4, shares: likedBy / 8, dislikes: 0.03 };
    const interactions = new Map<string, Interaction>();
    for (const uid of random.sample(crowd, viewers)) interactions.set(uid, interactionOf(input, taste, random));
    for (const { uid, habit, seen } of seenByNamed) {
      if (seen.has(input)) interactions.set(uid, interactionOf(input, habit, random));
    }
    const talkative = random.chance(0.25) ? random.int(1, 6) : 0;
    return { input, interactions, comments: commentsOn(input, [...interactions.keys()], talkative, random) };
  });
}

function makeSample(input: SeededContent['input'], random: Random): SeededContent {
  const viewers = random.sample(crowd, sampleCounts.views);
  const sees: Taste = { likes: 0, takesBack: 0, saves: 0, shares: 0, dislikes: 0 };
  const interactions = new Map(
    viewers.map((uid, index) => {
      const taste = { ...sees, likes: index < sampleCounts.likes ? 1 : 0, shares: index < sampleCounts.shares ? 1 : 0 };
      return [uid, interactionOf(input, taste, random)];
    }),
  );
  return { input, interactions, comments: commentsOn(input, viewers, sampleCounts.comments, random) };
}

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** One person's record of a content that they have seen, as the operations leave it. */
function interactionOf(input: SeededContent['input'], taste: Taste, random: Random): Interaction {
  const createdMs = Date.parse(input.createdAt);
  let momentMs = random.int(createdMs, worldEndMs - 3_600_000);
  // Each next thing happens a little later; an hour is enough for all that one person does here.
  const then = (): Timestamp => {
    momentMs += random.int(1_000, 600_000);
    return Timestamp.fromMillis(momentMs);
  };
  const { contentType, contentId } = input;
  const viewedAt = then();
  const interaction: Interaction = {
    contentType,
    contentId,
    viewedAt,
    shard: null,
    op: random.text(base62, 20),
    changedAt: viewedAt,
  };
  if (random.chance(taste.likes)) {
    interaction.likedAt = then();
    interaction.likeDeletedAt = random.chance(taste.takesBack) ? then() : null;
    interaction.liked = interaction.likeDeletedAt === null;
  } else if (random.chance(taste.dislikes)) {
    interaction.disliked = true;
    interaction.dislikedAt = then();
    interaction.dislikeDeletedAt = null;
  }
  if (random.chance(taste.saves)) {
    interaction.saved = true;
    interaction.savedAt = then();
    interaction.saveDeletedAt = null;
  }
  if (random.chance(taste.shares)) {
    interaction.shared = true;
    interaction.sharedAt = then();
    interaction.shareDeletedAt = null;
  }
  interaction.changedAt = Timestamp.fromMillis(momentMs);
  return interaction;
}

function commentsOn(
  input: SeededContent['input'],
  viewers: readonly string[],
  count: number,
  random: Random,
): Map<string, Comment> {
  const createdMs = Date.parse(input.createdAt);
  return new Map(
    random.sample(remarks, count).map((text) => {
      const createdAt = Timestamp.fromMillis(random.int(createdMs, worldEndMs - 1));
      return [random.text(base62, 20), { authorId: random.pick(viewers), text, createdAt }];
    }),
  );
}

/** The counters that facts add up to. The one definition that seeding and its verification share. */
export function countsOfFacts(interactions: Iterable<Partial<Interaction>>, comments: number): Counts {
  const counts: Counts = { ...noCounts, comments };
  for (const { liked, disliked, saved, shared, viewedAt } of interactions) {
    if (liked) counts.likes += 1;
    if (disliked) counts.dislikes += 1;
    if (saved) counts.saves += 1;
    if (shared) counts.shares += 1;
    if (viewedAt) counts.views += 1;
  }
  return counts;
}
