import * as z from 'zod/mini';
import { isContentId } from './names.ts';
import type { Verbs } from './verb.ts';

export const categories = [
  'education',
  'entertainment',
  'lifestyle',
  'gaming',
  'music',
  'sports',
  'technology',
  'cooking',
  'art',
  'fitness',
] as const;
export type Category = (typeof categories)[number];

export const idTypes = ['aadhaar', 'passport', 'drivers-license'] as const;
export type IdType = (typeof idTypes)[number];

/** none -> DRAFT or PENDING -> APPROVED or REJECTED; REJECTED may be submitted again. */
export const applicationStatuses = ['DRAFT', 'PENDING', 'APPROVED', 'REJECTED'] as const;
export type ApplicationStatus = (typeof applicationStatuses)[number];

/** A lone surrogate cannot be stored as UTF-8. */
const wellFormed = z.regex(/^\P{Cs}*$/u, 'must be well-formed Unicode');
const text = (min: number, max: number) => z.string().check(z.minLength(min), z.maxLength(max), wellFormed);

const uid = z.string().check(z.refine(isContentId, 'must be a user id'));
const fileId = text(1, 200);
const category = z.enum(categories);
const chosenCategories = z.array(category).check(
  z.minLength(1),
  z.maxLength(5),
  z.refine((chosen) => new Set(chosen).size === chosen.length, 'must name each category once'),
);
const bio = text(1, 500);
const reason = text(1, 500);
/** Banks and tax offices differ; spaces and dashes are people's. */
const number = (min: number, max: number) =>
  z
    .string()
    .check(z.minLength(min), z.maxLength(max), z.regex(/^[A-Za-z0-9][A-Za-z0-9 -]*$/, 'must be a number or code'));

/** One rule for the SDK and every REST contract. */
export const applicationRules = {
  fileId,
  bio,
  accountHolderName: text(1, 200),
  accountNumber: number(5, 40),
  ifscCode: number(1, 20),
  panNumber: number(5, 20),
  note: text(0, 500),
  reason,
};

const identityFields = { idType: z.enum(idTypes), idDocument: fileId, selfiePhoto: fileId };
const financialFields = {
  accountHolderName: applicationRules.accountHolderName,
  accountNumber: applicationRules.accountNumber,
  ifscCode: applicationRules.ifscCode,
  panNumber: applicationRules.panNumber,
};
const profileFields = { bio, categories: chosenCategories, profilePicture: z.optional(fileId) };

/** What an applicant says. Account and PAN number are kept sealed and come back as their last four characters. */
const applicationInput = z.object({
  identity: z.object(identityFields),
  financial: z.object(financialFields),
  profile: z.object(profileFields),
});
export type ApplicationInput = z.output<typeof applicationInput>;

/** Any part of it. */
const applicationEdit = z
  .object({
    identity: z.optional(z.partial(z.object(identityFields))),
    financial: z.optional(z.partial(z.object(financialFields))),
    profile: z.optional(z.partial(z.object(profileFields))),
  })
  .check(
    z.refine(
      (edit) => [edit.identity, edit.financial, edit.profile].some((part) => part && Object.keys(part).length > 0),
      'must change something',
    ),
  );
export type ApplicationEdit = z.output<typeof applicationEdit>;

const creatorEdit = z
  .partial(z.object(profileFields))
  .check(z.refine((edit) => Object.keys(edit).length > 0, 'must change something'));
export type CreatorEdit = z.output<typeof creatorEdit>;

const moment = z.iso.datetime();

const application = z.object({
  uid: z.string(),
  status: z.enum(applicationStatuses),
  identity: z.object({
    idType: z.enum(idTypes),
    idDocument: z.string(),
    selfiePhoto: z.string(),
    /** Set by the approval. */
    verified: z.boolean(),
  }),
  financial: z.object({
    accountHolderName: z.string(),
    accountNumberLast4: z.string(),
    ifscCode: z.string(),
    panNumberLast4: z.string(),
  }),
  profile: z.object({ bio: z.string(), categories: z.array(category), profilePicture: z.nullable(z.string()) }),
  rejectionReason: z.nullable(z.string()),
  /** Null for a draft. */
  submittedAt: z.nullable(moment),
  reviewedAt: z.nullable(moment),
});
export type CreatorApplication = z.output<typeof application>;

const creator = z.object({
  uid: z.string(),
  bio: z.string(),
  categories: z.array(category),
  profilePicture: z.nullable(z.string()),
  followerCount: z.int(),
  createdAt: moment,
  updatedAt: moment,
});
export type CreatorCard = z.output<typeof creator>;

const applicant = { uid };

/** The verbs of the callable function `creators`. */
export const creatorVerbs = {
  /** Asks to become a creator; with `draft` it is kept and not yet asked. Not while one is pending or approved. */
  submitCreatorApplication: {
    input: z.object({ application: applicationInput, draft: z.optional(z.boolean()) }),
    output: application,
    who: 'user',
  },
  /** Changes parts of an application that is not approved; its state stays. */
  updateCreatorApplication: { input: z.object({ changes: applicationEdit }), output: application, who: 'user' },
  /** The caller's own application; null when there is none. */
  getCreatorApplication: {
    input: z.object({}),
    output: z.object({ application: z.nullable(application) }),
    who: 'user',
  },
  /** Changes the caller's creator profile. */
  updateCreator: { input: z.object({ changes: creatorEdit }), output: creator, who: 'user' },
  /** Applications, last submitted first. */
  listCreatorApplications: {
    input: z.object({
      status: z.optional(z.enum(applicationStatuses)),
      page: z.optional(z.int().check(z.minimum(1))),
      limit: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
    }),
    output: z.object({ items: z.array(application), total: z.int() }),
    who: 'admin',
  },
  /** Makes the applicant a creator from the next request on. */
  approveCreator: {
    input: z.object({ ...applicant, note: z.optional(applicationRules.note) }),
    output: application,
    who: 'admin',
  },
  rejectCreator: { input: z.object({ ...applicant, reason }), output: application, who: 'admin' },
  /** Takes an approval back from the next request on; the application is then rejected with this reason. */
  withdrawCreator: { input: z.object({ ...applicant, reason }), output: application, who: 'admin' },
} as const satisfies Verbs;
