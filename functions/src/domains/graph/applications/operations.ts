/**
 * How somebody becomes a creator: nothing -> DRAFT or PENDING -> APPROVED or REJECTED. A rejected application may be handed
 * in again; an approval may be withdrawn, which rejects it. Every step is one commit under the version of the application
 * that it was decided on; so of two admins who judge at once one is told that it is no longer pending, and there is one
 * record of one deed.
 */
import { type DocumentSnapshot, FieldValue, Timestamp, type WriteBatch } from 'firebase-admin/firestore';
import * as z from 'zod';
import type { ApplicationEdit, ApplicationInput, ApplicationStatus } from '../../../../../sdk/src/verbs/creators.ts';
import { isContentId as canNameADocument } from '../../../../../sdk/src/verbs/names.ts';
import { untilCommitted } from '../../../platform/attempts.ts';
import type { Caller } from '../../../platform/auth.ts';
import { nowMs } from '../../../platform/clock.ts';
import { Failure, type FailureCode, unauthenticated } from '../../../platform/failure.ts';
import { firestore, getTogether, randomId } from '../../../platform/firestore.ts';
import { countOf, documentsAt, type PageNumber, totalWith } from '../../../platform/pages.ts';
import { exported, type PersonData } from '../../../platform/personData.ts';
import { seal, unseal } from '../../../platform/secrets.ts';
import { addAudit } from '../../audits/operations.ts';
import { type Role, type Standing, standingRef } from '../../identity/documents.ts';
import { assertStanding } from '../../identity/operations.ts';
import { type Card, cardRef } from '../../profiles/documents.ts';
import { creatorRef } from '../creators/documents.ts';
import { type Application, applicationRef, applications } from './documents.ts';
import { editedParts, type Financial, masked, named, partsOf, submissionRefusal } from './logic.ts';

const sentences = {
  'application-not-found': ['not-found', 'Application not found'],
  'application-submitted': ['already-exists', 'Application already submitted'],
  'application-approved': ['already-exists', 'Application already approved'],
  'application-not-pending': ['aborted', 'Application is not pending'],
  'application-not-approved': ['aborted', 'Application is not approved'],
} as const satisfies Record<string, readonly [FailureCode, string]>;

function refused(reason: keyof typeof sentences): Failure {
  const [code, sentence] = sentences[reason];
  return new Failure(code, sentence, { reason });
}

/** An application as its owner and admins see it: bank data by their last characters. */
export interface ShownApplication
  extends Pick<
    Application,
    'uid' | 'status' | 'identity' | 'profile' | 'rejectionReason' | 'submittedAt' | 'reviewedAt'
  > {
  readonly financial: ReturnType<typeof masked>;
}

const sealPurpose = 'creator-financial';
const Sealed: z.ZodType<Financial> = z.object({
  accountHolderName: z.string(),
  accountNumber: z.string(),
  ifscCode: z.string(),
  panNumber: z.string(),
});

const openFinancial = (sealed: string): Financial => Sealed.parse(JSON.parse(unseal(sealPurpose, sealed)));

const shown = (stored: Application): ShownApplication => ({
  uid: stored.uid,
  status: stored.status,
  identity: stored.identity,
  financial: masked(openFinancial(stored.financial)),
  profile: stored.profile,
  rejectionReason: stored.rejectionReason,
  submittedAt: stored.submittedAt,
  reviewedAt: stored.reviewedAt,
});

/** Hands an application in, or keeps it as a draft. Repeated after success it is refused, as it is pending then; a lost
 *  answer is settled within the call. Reads 2, writes 1, two round trips.
 *  @throws unauthenticated; already-exists (application-submitted, application-approved); unavailable */
export async function submitApplication(
  caller: Caller,
  input: ApplicationInput,
  { draft = false }: { draft?: boolean } = {},
): Promise<ShownApplication> {
  const op = randomId();
  return change(caller, (before, application) => {
    if (before?.op === op) return before;
    const refusal = submissionRefusal(before?.status);
    if (refusal !== null) throw refused(refusal);
    const now = Timestamp.fromMillis(nowMs());
    const after: Application = {
      uid: caller.uid,
      status: draft ? 'DRAFT' : 'PENDING',
      ...partsOf(input),
      financial: seal(sealPurpose, JSON.stringify(input.financial)),
      rejectionReason: null,
      submittedAt: draft ? null : now,
      reviewedAt: null,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
      op,
    };
    return [after, (batch) => writeAs(batch, application, after)];
  });
}

/** Changes parts of the caller's application; its state stays. May be repeated. Reads 2, writes 1, two round trips.
 *  @throws unauthenticated; not-found; already-exists (application-approved); unavailable */
export async function updateApplication(caller: Caller, edit: ApplicationEdit): Promise<ShownApplication> {
  return change(caller, (before, application) => {
    if (before === undefined) throw refused('application-not-found');
    if (before.status === 'APPROVED') throw refused('application-approved');
    const financial =
      edit.financial === undefined
        ? before.financial
        : seal(sealPurpose, JSON.stringify({ ...openFinancial(before.financial), ...named(edit.financial) }));
    const updatedAt = Timestamp.fromMillis(nowMs());
    const after: Application = { ...before, ...editedParts(before, edit), financial, updatedAt, op: randomId() };
    return [after, (batch) => writeAs(batch, application, after)];
  });
}

type Decide = (
  before: Application | undefined,
  application: DocumentSnapshot<Application>,
) => Application | readonly [Application, (batch: WriteBatch) => void];

async function change(caller: Caller, decide: Decide): Promise<ShownApplication> {
  if (caller.anonymous) throw unauthenticated('anonymous');
  return untilCommitted(async () => {
    const [standing, application] = await getTogether(standingRef(caller.uid), applicationRef(caller.uid));
    assertStanding(caller, standing.data());
    const decided = decide(application.data(), application);
    if (!('length' in decided)) return shown(decided);
    const [after, write] = decided;
    const batch = firestore().batch();
    write(batch);
    await batch.commit();
    return shown(after);
  });
}

/** Writes an application in place of the version that was read. */
function writeAs(batch: WriteBatch, { ref, updateTime }: DocumentSnapshot<Application>, after: Application): void {
  if (updateTime === undefined) batch.create(ref, after);
  else batch.update(ref.withConverter(null), { ...after }, { lastUpdateTime: updateTime });
}

/** The caller's own application; null when there is none. Reads 2, one round trip.
 *  @throws unauthenticated */
export async function getApplication(caller: Caller): Promise<ShownApplication | null> {
  const [standing, application] = await getTogether(standingRef(caller.uid), applicationRef(caller.uid));
  assertStanding(caller, standing.data());
  const stored = application.data();
  return stored === undefined ? null : shown(stored);
}

/** Applications, last submitted first, drafts at the end. For admins: whoever calls it has asked who is calling. Reads 1
 *  for each and what the page skips, and 1 for a page that is full or empty. */
export async function listApplications(
  place: PageNumber,
  status?: ApplicationStatus,
): Promise<{ applications: ShownApplication[]; total: number }> {
  const all = applications().orderBy('submittedAt', 'desc');
  const query = status === undefined ? all : all.where('status', '==', status);
  const found = await documentsAt(query, place);
  const total = await totalWith(place, found, () => countOf(query));
  return { applications: found.map((document) => shown(document.data())), total };
}

/** Makes the applicant a creator: application, creator profile, card, role and the record of it in one commit, in force
 *  from the next request. For admins, as are the two below. Not to be repeated: the second time it is refused.
 *  Reads 4, writes 5, two round trips.
 *  @throws not-found; aborted (application-not-pending); unavailable */
export async function approveCreator(
  admin: Caller,
  uid: string,
  note: string | null = null,
): Promise<ShownApplication> {
  return judge(admin, uid, {
    from: 'PENDING',
    to: 'APPROVED',
    action: 'creator.approve',
    reason: note,
    also: (batch, { application, creatorExists, card, standing }, now) => {
      const { bio, categories, profilePicture } = application.profile;
      const profile = { uid, bio, categories, profilePicture, isLive: false, createdAt: now, updatedAt: now };
      // A profile without an approval is what a repair by hand may leave.
      if (creatorExists) batch.set(creatorRef(uid), profile);
      else batch.create(creatorRef(uid), profile);
      changeRole(batch, { card, standing }, 'user', 'creator', { isCreator: true });
    },
  });
}

/** Turns an application down, with a reason that the applicant reads. Reads 4, writes 2, two round trips.
 *  @throws as `approveCreator` */
export async function rejectCreator(admin: Caller, uid: string, reason: string): Promise<ShownApplication> {
  return judge(admin, uid, { from: 'PENDING', to: 'REJECTED', action: 'creator.reject', reason });
}

/** Takes an approval back, in force from the next request: the creator profile goes, and the application is rejected with
 *  this reason. Reads 4, writes 4 and 1 delete, two round trips.
 *  @throws not-found; aborted (application-not-approved); unavailable */
export async function withdrawCreator(admin: Caller, uid: string, reason: string): Promise<ShownApplication> {
  return judge(admin, uid, {
    from: 'APPROVED',
    to: 'REJECTED',
    action: 'creator.withdraw',
    reason,
    also: (batch, { card, standing }) => {
      batch.delete(creatorRef(uid));
      changeRole(batch, { card, standing }, 'creator', 'user', { isCreator: false });
    },
  });
}

interface Found {
  readonly application: Application;
  readonly creatorExists: boolean;
  readonly card: DocumentSnapshot<Card>;
  readonly standing: DocumentSnapshot<Standing>;
}

interface Judgement {
  readonly from: 'PENDING' | 'APPROVED';
  readonly to: 'APPROVED' | 'REJECTED';
  readonly action: string;
  readonly reason: string | null;
  readonly also?: (batch: WriteBatch, found: Found, now: Timestamp) => void;
}

async function judge(
  admin: Caller,
  uid: string,
  { from, to, action, reason, also }: Judgement,
): Promise<ShownApplication> {
  if (!canNameADocument(uid)) throw refused('application-not-found');
  const op = randomId();
  return untilCommitted(async () => {
    const [application, creator, card, standing] = await getTogether(
      applicationRef(uid),
      creatorRef(uid),
      cardRef(uid),
      standingRef(uid),
    );
    const before = application.data();
    // Nobody is judged who is gone; what is left of an application then is about to go as well.
    if (before === undefined || !card.exists || standing.data()?.deletedAt) throw refused('application-not-found');
    if (before.op === op) return shown(before);
    if (before.status !== from) {
      throw refused(from === 'PENDING' ? 'application-not-pending' : 'application-not-approved');
    }
    const now = Timestamp.fromMillis(nowMs());
    const after: Application = {
      ...before,
      status: to,
      identity: { ...before.identity, verified: to === 'APPROVED' },
      rejectionReason: to === 'REJECTED' ? reason : null,
      reviewedAt: now,
      updatedAt: now,
      op,
    };
    const batch = firestore().batch();
    writeAs(batch, application, after);
    also?.(batch, { application: before, creatorExists: creator.exists, card, standing }, now);
    addAudit(batch, op, {
      admin: admin.uid,
      action,
      targetType: 'user',
      targetId: uid,
      before: { status: from },
      after: { status: to },
      reason,
    });
    await batch.commit();
    return shown(after);
  });
}

/** Gives the role `to` to whom has `from`: sellers, moderators and admins keep theirs. The standing is written in the
 *  version that was read, so that a ban at the same moment is not undone. */
function changeRole(
  batch: WriteBatch,
  { card, standing }: Pick<Found, 'card' | 'standing'>,
  from: Role,
  to: Role,
  fields: Pick<Card, 'isCreator'>,
): void {
  const changes = (standing.data()?.role ?? 'user') === from;
  batch.update(card.ref.withConverter(null), {
    ...fields,
    ...(changes ? { role: to } : {}),
    updatedAt: FieldValue.serverTimestamp(),
  });
  if (!changes) return;
  if (standing.updateTime === undefined) batch.create(standing.ref, { role: to });
  else batch.update(standing.ref.withConverter(null), { role: to }, { lastUpdateTime: standing.updateTime });
}

export const personData: PersonData = {
  domain: 'applications',
  async *exportOf(uid) {
    const application = await applicationRef(uid).get();
    const stored = application.data();
    if (stored !== undefined) yield exported(application.ref.path, shown(stored));
  },
  async erase(uid) {
    await applicationRef(uid).delete();
  },
};
