import type * as z from 'zod/mini';
import { type CallOptions, verbsOf } from './calls.ts';
import type { Firecircle } from './firecircle.ts';
import { unrepeatable } from './retry.ts';
import {
  type ApplicationEdit,
  type ApplicationInput,
  type CreatorApplication,
  type CreatorCard,
  type CreatorEdit,
  creatorVerbs,
} from './verbs/creators.ts';

const call = verbsOf('creators', creatorVerbs);
/** Verbs that move an application on: a repeat would be told that it has moved already. */
const callOnce = verbsOf('creators', creatorVerbs, unrepeatable);

export interface SubmitOptions extends CallOptions {
  /** Keep it without asking yet. Default: false. */
  draft?: boolean;
}

export type ApplicationListOptions = z.input<typeof creatorVerbs.listCreatorApplications.input> & CallOptions;

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
