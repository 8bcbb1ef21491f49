import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import { unrepeatable } from './retry.ts';
import { type ApplicationStatus, type Category, creatorVerbs, type IdType } from './verbs/creators.ts';

const call = verbsOf('creators', creatorVerbs);
/** Verbs that move an application on: a repeat would be told that it has moved already. */
const callOnce = verbsOf('creators', creatorVerbs, unrepeatable);

/** What an applicant says. Account and PAN number are kept sealed and come back as their last four characters. */
export interface ApplicationInput {
  identity: { idType: IdType; idDocument: string; selfiePhoto: string };
  financial: { accountHolderName: string; accountNumber: string; ifscCode: string; panNumber: string };
  /** A bio of 1 to 500 characters and 1 to 5 categories. */
  profile: { bio: string; categories: Category[]; profilePicture?: string | undefined };
}

type Parts<Whole> = { [Name in keyof Whole]?: Whole[Name] | undefined };

/** Any part of an application. */
export interface ApplicationEdit {
  identity?: Parts<ApplicationInput['identity']> | undefined;
  financial?: Parts<ApplicationInput['financial']> | undefined;
  profile?: Parts<ApplicationInput['profile']> | undefined;
}

/** Times are ISO 8601 in UTC. */
export interface CreatorApplication {
  uid: string;
  /** DRAFT, then PENDING, then APPROVED or REJECTED; a rejected one may be submitted again. */
  status: ApplicationStatus;
  identity: {
    idType: IdType;
    idDocument: string;
    selfiePhoto: string;
    /** Set by the approval. */
    verified: boolean;
  };
  financial: { accountHolderName: string; accountNumberLast4: string; ifscCode: string; panNumberLast4: string };
  profile: { bio: string; categories: Category[]; profilePicture: string | null };
  rejectionReason: string | null;
  /** Null for a draft. */
  submittedAt: string | null;
  reviewedAt: string | null;
}

/** An approved creator. */
export interface CreatorCard {
  uid: string;
  bio: string;
  categories: Category[];
  profilePicture: string | null;
  followerCount: number;
  createdAt: string;
  updatedAt: string;
}

export type CreatorEdit = Parts<ApplicationInput['profile']>;

export interface SubmitOptions extends CallOptions {
  /** Keep it without asking yet. Default: false. */
  draft?: boolean;
}

export interface ApplicationListOptions extends CallOptions {
  /** Default: applications of every status. */
  status?: ApplicationStatus;
  /** From 1. Default: 1. */
  page?: number;
  /** 1 to 100. */
  limit?: number;
}

export interface ApplicationPage {
  items: CreatorApplication[];
  total: number;
}

/**
 * Asks to become a creator. Bank details are kept sealed and come back as their last four characters.
 *
 * @throws FirecircleError with `application-submitted` or `application-approved` as its reason; `invalid-argument`;
 *   `unauthenticated`; `unavailable`; `cancelled`
 */
export async function submitCreatorApplication(
  firecircle: Firecircle,
  application: ApplicationInput,
  { draft, signal }: SubmitOptions = {},
): Promise<CreatorApplication> {
  const input = { application, ...(draft !== undefined && { draft }) };
  return callOnce(firecircle, 'submitCreatorApplication', input, { signal });
}

/** Changes parts of an application that is not approved; its state stays. May be repeated. */
export async function updateCreatorApplication(
  firecircle: Firecircle,
  changes: ApplicationEdit,
  options?: CallOptions,
): Promise<CreatorApplication> {
  return call(firecircle, 'updateCreatorApplication', { changes }, options);
}

/** The viewer's own application, or null. May be repeated. */
export async function getCreatorApplication(
  firecircle: Firecircle,
  options?: CallOptions,
): Promise<CreatorApplication | null> {
  return (await call(firecircle, 'getCreatorApplication', {}, options)).application;
}

/** Changes what an approved creator says of themselves. May be repeated. @throws `permission-denied` (`not-creator`) */
export async function updateCreator(
  firecircle: Firecircle,
  changes: CreatorEdit,
  options?: CallOptions,
): Promise<CreatorCard> {
  return call(firecircle, 'updateCreator', { changes }, options);
}

/** Applications, last submitted first; for administrators. May be repeated. */
export async function listCreatorApplications(
  firecircle: Firecircle,
  { signal, ...filter }: ApplicationListOptions = {},
): Promise<ApplicationPage> {
  return call(firecircle, 'listCreatorApplications', filter, { signal });
}

/**
 * Makes the applicant a creator from the next request on; for administrators.
 *
 * @throws FirecircleError `permission-denied` (`not-admin`); with `application-not-found` or `application-not-pending`
 *   as its reason; `unavailable`; `cancelled`
 */
export async function approveCreator(
  firecircle: Firecircle,
  uid: string,
  note?: string,
  options?: CallOptions,
): Promise<CreatorApplication> {
  return callOnce(firecircle, 'approveCreator', { uid, ...(note !== undefined && { note }) }, options);
}

/** Refuses an application, for a reason that the applicant reads. Otherwise as `approveCreator`. */
export async function rejectCreator(
  firecircle: Firecircle,
  uid: string,
  reason: string,
  options?: CallOptions,
): Promise<CreatorApplication> {
  return callOnce(firecircle, 'rejectCreator', { uid, reason }, options);
}

/** Takes an approval back from the next request on; the application is then rejected. Otherwise as `approveCreator`. */
export async function withdrawCreator(
  firecircle: Firecircle,
  uid: string,
  reason: string,
  options?: CallOptions,
): Promise<CreatorApplication> {
  return callOnce(firecircle, 'withdrawCreator', { uid, reason }, options);
}
