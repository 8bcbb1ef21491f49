import { z } from '@hono/zod-openapi';
import { applicationRules, applicationStatuses, categories, idTypes } from '../../../../sdk/src/verbs/creators.ts';
import type { ShownApplication } from '../../domains/graph/applications/operations.ts';
import { judgedBy } from '../inputs.ts';

/** Creator applications on the wire of this contract, as applicants and admins meet them. */

const fileId = judgedBy(applicationRules.fileId, { minLength: 1, maxLength: 200, example: 'file-1' });
const category = z.enum(categories).openapi('Category');

const identity = z.object({ idType: z.enum(idTypes), idDocument: fileId, selfiePhoto: fileId });
const financial = z.object({
  accountHolderName: judgedBy(applicationRules.accountHolderName, { maxLength: 200, example: 'Carol Castellanos' }),
  accountNumber: judgedBy(applicationRules.accountNumber, { minLength: 5, maxLength: 40, example: '000123456789' }),
  ifscCode: judgedBy(applicationRules.ifscCode, { minLength: 1, maxLength: 20, example: 'HDFC0001234' }),
  panNumber: judgedBy(applicationRules.panNumber, { minLength: 5, maxLength: 20, example: 'ABCDE1234F' }),
});
const profile = z.object({
  bio: judgedBy(applicationRules.bio, { minLength: 1, maxLength: 500, example: 'Songs by the water.' }),
  categories: z
    .array(category)
    .min(1)
    .max(5)
    .refine((chosen) => new Set(chosen).size === chosen.length, 'must name each category once'),
  profilePicture: fileId.optional(),
});

export const ApplicationRequest = z.object({ identity, financial, profile }).openapi('CreatorApplicationRequest');

const namesSomething = (edit: object) => Object.values(edit).some((field) => field !== undefined);

export const ApplicationEdit = z
  .object({
    identity: identity.partial().optional(),
    financial: financial.partial().optional(),
    profile: profile.partial().optional(),
  })
  .refine((edit) => Object.values(edit).some((part) => part && namesSomething(part)), 'Nothing to change')
  .openapi('CreatorApplicationEdit');

export const ProfileEdit = profile.partial().refine(namesSomething, 'Nothing to change').openapi('CreatorProfileEdit');

export const ApprovalRequest = z
  .object({ note: judgedBy(applicationRules.note, { maxLength: 500, example: 'Documents match' }).optional() })
  .openapi('ApprovalRequest');

export const RejectionRequest = z
  .object({
    reason: judgedBy(applicationRules.reason, { minLength: 1, maxLength: 500, example: 'The photo is blurred' }),
  })
  .openapi('RejectionRequest');

export const ApplicationStatus = z.enum(applicationStatuses).openapi('ApplicationStatus');

const moment = z.iso.datetime();

export const CreatorApplication = z
  .object({
    id: z.string(),
    userId: z.string(),
    status: ApplicationStatus,
    identity: z.object({
      idType: z.enum(idTypes),
      idDocument: z.string(),
      selfiePhoto: z.string(),
      verified: z.boolean(),
    }),
    financial: z.object({
      accountHolderName: z.string(),
      accountNumberLast4: z.string(),
      ifscCode: z.string(),
      panNumberLast4: z.string(),
    }),
    profile: z.object({ bio: z.string(), categories: z.array(category), profilePicture: z.string().nullable() }),
    rejectionReason: z.string().nullable(),
    submittedAt: moment.nullable().openapi({ description: 'Null for a draft' }),
    reviewedAt: moment.nullable(),
  })
  .openapi('CreatorApplication');

const success = z.literal(true);

export const ApplicationResponse = z
  .object({ success, data: CreatorApplication, message: z.string() })
  .openapi('CreatorApplicationResponse');

export const OwnApplicationResponse = z
  .object({ success, data: CreatorApplication.nullable() })
  .openapi('OwnCreatorApplicationResponse');

export const CreatorProfile = z
  .object({
    userId: z.string(),
    bio: z.string(),
    categories: z.array(category),
    profilePicture: z.string().nullable(),
    followerCount: z.int(),
    createdAt: moment,
    updatedAt: moment,
  })
  .openapi('CreatorProfile');

export const applicationBody = ({
  uid,
  submittedAt,
  reviewedAt,
  ...application
}: ShownApplication): z.input<typeof CreatorApplication> => ({
  id: uid,
  userId: uid,
  ...application,
  submittedAt: submittedAt?.toDate().toISOString() ?? null,
  reviewedAt: reviewedAt?.toDate().toISOString() ?? null,
});

export const answered = (application: ShownApplication, message: string) =>
  ApplicationResponse.parse({ success: true, data: applicationBody(application), message });
