import * as z from 'zod/mini';
import { type ContentType, contentKey, contentTypes, isContentId } from './names.ts';
import type { Verbs } from './verb.ts';

export { type ContentType, type Counter, contentKey, contentTypes, counters } from './names.ts';

const contentType = z.enum(contentTypes);

const contentStatuses = ['visible', 'hidden', 'deleted'] as const;
export type ContentStatus = (typeof contentStatuses)[number];

/** A lone surrogate cannot be stored as UTF-8: the stored text would differ from the one that was sent. */
const wellFormed = z.regex(/^\P{Cs}*$/u, 'must be well-formed Unicode');

export const text = (min: number, max: number) => z.string().check(z.minLength(min), z.maxLength(max), wellFormed);

export const contentId = z
  .string()
  .check(z.refine(isContentId, 'must have 1 to 128 characters, without "/" and control characters'));

/** An http(s) address, or a path of the app's own origin. `//host` and `/\host` would leave the origin. */
export const link = z
  .string()
  .check(
    z.maxLength(2000),
    z.regex(
      /^(?:https?:\/\/[^\s/\\]|\/(?![/\\]))[^\s\\\p{Cc}\p{Cs}]*$/u,
      'must be an http or https URL, or a path that begins with one "/"',
    ),
  );

/** Firestore timestamps reach from the year 1 to the year 9999. */
const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');
const moment = z.iso
  .datetime({ offset: true })
  .check(z.refine((iso) => Date.parse(iso) >= earliest && Date.parse(iso) <= latest, 'must be in the years 1 to 9999'));

/** Who made a content, as it is shown beside it. */
export interface Creator {
  uid: string;
  displayName: string;
  avatarUrl?: string | undefined;
}

const creator = z.object({
  uid: z.string().check(z.minLength(1), z.maxLength(128)),
  displayName: text(1, 200),
  avatarUrl: z.optional(link),
});

/** One content as its owner brings it. Fields that are absent are absent in the stored content too. */
export interface ContentInput {
  contentType: ContentType;
  /** 1 to 128 characters without "/"; an ObjectId or UUID as it is. */
  contentId: string;
  /** 1 to 300 characters. */
  title: string;
  /** At most 5000 characters. */
  description?: string | undefined;
  /** An http or https URL, or a path of the app's own origin. */
  thumbnailUrl?: string | undefined;
  creator?: Creator | undefined;
  /** ISO 8601 with a zone. Default: the time at which the content is first put. */
  createdAt?: string | undefined;
}

export const contentInput = z.object({
  contentType,
  contentId,
  title: text(1, 300),
  description: z.optional(text(0, 5000)),
  thumbnailUrl: z.optional(link),
  creator: z.optional(creator),
  createdAt: z.optional(moment),
});

const contentInputs = z.array(contentInput).check(
  z.minLength(1),
  z.maxLength(500),
  // Two versions of one content in one call have no order in which they could be applied.
  z.refine((contents) => new Set(contents.map(contentKey)).size === contents.length, 'must name each content once'),
);

const contentName = z.object({ contentType, contentId });
const contentStanding = z.object({ contentType, contentId, status: z.enum(contentStatuses) });
const amount = z.int().check(z.nonnegative());

/** The verbs of the callable function `content`. All may be repeated: each names the state that it leaves. */
export const contentVerbs = {
  /** Creates or edits contents. An edit replaces the display fields and touches neither counters nor status. */
  putContents: {
    input: z.object({ contents: contentInputs }),
    output: z.object({ created: amount, updated: amount }),
    who: 'admin',
  },
  /** Takes a content out of every list and read; its counters and interactions stay. */
  removeContent: { input: contentName, output: contentStanding, who: 'admin' },
  /** Makes a removed or hidden content visible again, with the counters that it had. */
  restoreContent: { input: contentName, output: contentStanding, who: 'admin' },
} as const satisfies Verbs;

/** Firestore refuses `undefined`: an optional field that names nothing is left out. */
function presentCreator({ uid, displayName, avatarUrl }: Creator): Creator {
  return { uid, displayName, ...(avatarUrl === undefined ? {} : { avatarUrl }) };
}

/** The whole document of a new content. The caller lends its library's timestamps. */
export function newContent<Time>(input: ContentInput, now: Time, toTime: (date: Date) => Time) {
  return {
    contentType: input.contentType,
    contentId: input.contentId,
    status: 'visible' as const,
    title: input.title,
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.thumbnailUrl === undefined ? {} : { thumbnailUrl: input.thumbnailUrl }),
    ...(input.creator === undefined ? {} : { creator: presentCreator(input.creator) }),
    createdAt: input.createdAt === undefined ? now : toTime(new Date(input.createdAt)),
    updatedAt: now,
    likes: 0,
    dislikes: 0,
    saves: 0,
    shares: 0,
    views: 0,
    comments: 0,
    shards: 0,
    foldedAt: null,
    heatAt: null,
    heatTotal: 0,
  };
}

/** The update that makes a stored content show exactly `input`. `removed` is the library's "delete this field".
 *  `createdAt` is left alone when the input names none; counters and status are never named. */
export function editedContent<Time, Removed>(
  input: ContentInput,
  now: Time,
  toTime: (date: Date) => Time,
  removed: Removed,
) {
  return {
    title: input.title,
    description: input.description ?? removed,
    thumbnailUrl: input.thumbnailUrl ?? removed,
    creator: input.creator === undefined ? removed : presentCreator(input.creator),
    updatedAt: now,
    ...(input.createdAt === undefined ? {} : { createdAt: toTime(new Date(input.createdAt)) }),
  };
}
