import { type CreatorApplication, type CreatorCard, creatorVerbs } from '../../../sdk/src/verbs/creators.ts';
import {
  approveCreator,
  getApplication,
  listApplications,
  rejectCreator,
  type ShownApplication,
  submitApplication,
  updateApplication,
  withdrawCreator,
} from '../domains/graph/applications/operations.ts';
import { updateCreator } from '../domains/graph/creators/operations.ts';
import { admit } from '../domains/identity/operations.ts';
import { serveVerbs } from '../platform/callable.ts';

export const serve = serveVerbs(
  creatorVerbs,
  {
    submitCreatorApplication: async (caller, { application, draft }) =>
      applicationBody(await submitApplication(caller, application, { draft: draft ?? false })),
    updateCreatorApplication: async (caller, { changes }) => applicationBody(await updateApplication(caller, changes)),
    getCreatorApplication: async (caller) => {
      const application = await getApplication(caller);
      return { application: application === null ? null : applicationBody(application) };
    },
    updateCreator: async (caller, { changes }) => creatorBody(await updateCreator(caller, changes)),
    listCreatorApplications: async (_, { status, page = 1, limit = 20 }) => {
      const { applications, total } = await listApplications({ page, limit }, status);
      return { items: applications.map(applicationBody), total };
    },
    approveCreator: async (admin, { uid, note }) => applicationBody(await approveCreator(admin, uid, note)),
    rejectCreator: async (admin, { uid, reason }) => applicationBody(await rejectCreator(admin, uid, reason)),
    withdrawCreator: async (admin, { uid, reason }) => applicationBody(await withdrawCreator(admin, uid, reason)),
  },
  admit,
);

const applicationBody = ({ submittedAt, reviewedAt, ...application }: ShownApplication): CreatorApplication => ({
  ...application,
  submittedAt: submittedAt?.toDate().toISOString() ?? null,
  reviewedAt: reviewedAt?.toDate().toISOString() ?? null,
});

const creatorBody = ({ creator, followerCount }: Awaited<ReturnType<typeof updateCreator>>): CreatorCard => ({
  uid: creator.uid,
  bio: creator.bio,
  categories: creator.categories,
  profilePicture: creator.profilePicture,
  followerCount,
  createdAt: creator.createdAt.toDate().toISOString(),
  updatedAt: creator.updatedAt.toDate().toISOString(),
});
