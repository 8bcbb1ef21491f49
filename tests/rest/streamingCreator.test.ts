import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audits } from '../../functions/src/domains/audits/documents.ts';
import { personData as theirAudits } from '../../functions/src/domains/audits/operations.ts';
import { applicationRef } from '../../functions/src/domains/graph/applications/documents.ts';
import {
  approveCreator,
  rejectCreator,
  submitApplication,
  personData as theirApplications,
  withdrawCreator,
} from '../../functions/src/domains/graph/applications/operations.ts';
import { creatorRef } from '../../functions/src/domains/graph/creators/documents.ts';
import { personData as theirCreators } from '../../functions/src/domains/graph/creators/operations.ts';
import { standingRef } from '../../functions/src/domains/identity/documents.ts';
import { banUser, setRole } from '../../functions/src/domains/identity/operations.ts';
import { cardRef } from '../../functions/src/domains/profiles/documents.ts';
import { app } from '../../functions/src/rest/streaming/routes.ts';
import type { ApplicationInput } from '../../sdk/src/verbs/creators.ts';
import { newMember } from '../circle.ts';
import { callerFor, type RestServer, serveContract } from '../world.ts';

type Member = Awaited<ReturnType<typeof newMember>>;

let rest: RestServer;
let ada: Member;
beforeAll(async () => {
  [rest, ada] = await Promise.all([serveContract(app), newMember('ada')]);
  await setRole(ada.uid, 'admin');
});
afterAll(() => rest.close());

const account = '000123456789';
const pan = 'ABCDE1234F';
const application = {
  identity: { idType: 'passport', idDocument: 'file-id', selfiePhoto: 'file-selfie' },
  financial: { accountHolderName: 'Carol C', accountNumber: account, ifscCode: 'HDFC0001234', panNumber: pan },
  profile: { bio: 'Songs by the water', categories: ['music', 'art'] },
} satisfies ApplicationInput;

const apply = (token?: string, body: unknown = application, method = 'POST') =>
  rest.call(method, '/api/creator/application', { token, body });
const own = async (token: string) => (await rest.call('GET', '/api/creator/application', { token })).body.data;
const profile = (token?: string) => rest.call('GET', '/api/creator/profile', { token });
const judge = (uid: string, verdict: 'approve' | 'reject', body?: unknown, token: string | undefined = ada.token) =>
  rest.call('POST', `/api/admin/creator-applications/${uid}/${verdict}`, { token, body });
const failure = (error: string) => ({ success: false, error });
const answer = ({ status, body }: { status: number; body: unknown }) => ({ status, body });
const recordsOf = async (uid: string) =>
  (await audits().where('targetId', '==', uid).get()).docs.map((one) => one.data());

const shown = ({ uid }: Member, fields: object = {}) => ({
  id: uid,
  userId: uid,
  status: 'PENDING',
  identity: { ...application.identity, verified: false },
  financial: {
    accountHolderName: 'Carol C',
    accountNumberLast4: '6789',
    ifscCode: 'HDFC0001234',
    panNumberLast4: '234F',
  },
  profile: { ...application.profile, profilePicture: null },
  rejectionReason: null,
  submittedAt: expect.stringMatching(/Z$/),
  reviewedAt: null,
  ...fields,
});

test('streaming S70, S71: an application is handed in once and shown to its owner', async () => {
  const carol = await newMember('carol');
  expect(await own(carol.token)).toBeNull();
  expect(answer(await apply(carol.token))).toEqual({
    status: 201,
    body: { success: true, data: shown(carol), message: 'Application submitted' },
  });
  expect(await own(carol.token)).toEqual(shown(carol));
  expect(answer(await apply(carol.token))).toEqual({ status: 409, body: failure('Application already submitted') });
  for (const [method, body] of [
    ['GET', undefined],
    ['POST', application],
    ['PUT', application],
  ] as const) {
    expect((await rest.call(method, '/api/creator/application', { body })).status).toBe(401);
  }
});

test.each([
  ['no identity', { ...application, identity: undefined }, 'identity'],
  [
    'an unknown document',
    { ...application, identity: { ...application.identity, idType: 'library' } },
    'identity.idType',
  ],
  [
    'hardly an account number',
    { ...application, financial: { ...application.financial, accountNumber: '123' } },
    'financial.accountNumber',
  ],
  ['an endless bio', { ...application, profile: { ...application.profile, bio: 'x'.repeat(501) } }, 'profile.bio'],
  ['a lone surrogate', { ...application, profile: { ...application.profile, bio: '\ud800' } }, 'profile.bio'],
  ['no category', { ...application, profile: { ...application.profile, categories: [] } }, 'profile.categories'],
  [
    'six categories',
    {
      ...application,
      profile: { ...application.profile, categories: ['art', 'music', 'sports', 'gaming', 'cooking', 'fitness'] },
    },
    'profile.categories',
  ],
  [
    'a category twice',
    { ...application, profile: { ...application.profile, categories: ['art', 'art'] } },
    'profile.categories',
  ],
])('streaming S71: %s is not valid', async (_, body, path) => {
  const person = await newMember('person');
  const refused = await apply(person.token, body);
  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({ error: 'Validation failed', details: [{ path }] });
  expect(await own(person.token)).toBeNull();
});

test('streaming S71: of many at once one is handed in', async () => {
  const carol = await newMember('carol');
  const statuses = (await Promise.all(Array.from({ length: 12 }, () => apply(carol.token)))).map(
    ({ status }) => status,
  );
  expect(statuses.toSorted()).toEqual([201, ...Array.from({ length: 11 }, () => 409)]);
});

test('streaming S72: parts of an application change while it is not approved', async () => {
  const carol = await newMember('carol');
  expect(answer(await apply(carol.token, { profile: { bio: 'New' } }, 'PUT'))).toEqual({
    status: 404,
    body: failure('Application not found'),
  });
  await apply(carol.token);
  const edited = await apply(
    carol.token,
    { financial: { panNumber: 'ZZZZZ-9999 Z' }, profile: { bio: 'New', profilePicture: 'file-picture' } },
    'PUT',
  );
  const expected = shown(carol, {
    financial: { ...shown(carol).financial, panNumberLast4: '999Z' },
    profile: { bio: 'New', categories: ['music', 'art'], profilePicture: 'file-picture' },
  });
  expect(answer(edited)).toEqual({
    status: 200,
    body: { success: true, data: expected, message: 'Application updated' },
  });
  for (const nothing of [{}, { profile: {} }, { other: 1 }]) {
    expect((await apply(carol.token, nothing, 'PUT')).status).toBe(400);
  }
  await judge(carol.uid, 'approve');
  expect(answer(await apply(carol.token, { profile: { bio: 'Newer' } }, 'PUT'))).toEqual({
    status: 409,
    body: failure('Application already approved'),
  });
});

async function newCreator(name: string): Promise<Member> {
  const member = await newMember(name);
  await submitApplication(callerFor(member), application);
  await approveCreator(callerFor(ada), member.uid);
  return member;
}

test('streaming S74, S75: the creator profile of an approved creator, read and changed', async () => {
  const carol = await newCreator('carol');
  const expected = {
    userId: carol.uid,
    ...application.profile,
    profilePicture: null,
    followerCount: 0,
    createdAt: expect.stringMatching(/Z$/),
    updatedAt: expect.stringMatching(/Z$/),
  };
  expect(answer(await profile(carol.token))).toEqual({ status: 200, body: { success: true, data: expected } });
  const change = (body: unknown, token?: string) => rest.call('PUT', '/api/creator/profile', { token, body });
  expect(answer(await change({ categories: ['gaming'] }, carol.token))).toEqual({
    status: 200,
    body: { success: true, data: { ...expected, categories: ['gaming'] }, message: 'Creator profile updated' },
  });
  const many = await Promise.all([
    change({ bio: 'One' }, carol.token),
    change({ profilePicture: 'file-picture' }, carol.token),
  ]);
  expect(many.map(({ status }) => status)).toEqual([200, 200]);
  expect((await profile(carol.token)).body.data).toMatchObject({
    ...{ bio: 'One', categories: ['gaming'], profilePicture: 'file-picture' },
  });
  expect((await change({}, carol.token)).status).toBe(400);
  expect((await change({ bio: '' })).status).toBe(401);
});

test('streaming S76: admins list applications, last submitted first, by status', async () => {
  const [first, second] = await Promise.all([newMember('first'), newMember('second')]);
  await apply(first.token);
  await apply(second.token);
  const list = (query = '', token: string | undefined = ada.token) =>
    rest.call('GET', `/api/admin/creator-applications${query}`, { token });
  const { status, body } = await list('?status=PENDING&limit=2');
  expect(status).toBe(200);
  expect(body).toMatchObject({ success: true, data: [shown(second), shown(first)], pagination: { page: 1, limit: 2 } });
  expect(Number(body.pagination?.total)).toBeGreaterThanOrEqual(2);
  await judge(second.uid, 'reject', { reason: 'No' });
  expect((await list('?status=PENDING&limit=1')).body.data).toMatchObject([{ id: first.uid }]);
  expect((await list('?status=REJECTED&limit=1')).body.data).toMatchObject([{ id: second.uid, status: 'REJECTED' }]);
  expect((await list('?status=NEW')).status).toBe(400);
  expect((await list('?page=0')).status).toBe(400);
});

test('streaming S77, B28: an approval makes the creator profile, marks the card, gives the role and is recorded once', async () => {
  const carol = await newMember('carol');
  await apply(carol.token);
  const before = Date.now();
  expect(answer(await judge(carol.uid, 'approve', { note: 'Documents match' }))).toEqual({
    status: 200,
    body: {
      success: true,
      data: shown(carol, {
        status: 'APPROVED',
        identity: { ...application.identity, verified: true },
        reviewedAt: expect.stringMatching(/Z$/),
      }),
      message: 'Application approved',
    },
  });
  expect((await creatorRef(carol.uid).get()).data()).toMatchObject({ ...application.profile, isLive: false });
  expect((await cardRef(carol.uid).get()).data()).toMatchObject({ isCreator: true, role: 'creator' });
  expect((await standingRef(carol.uid).get()).data()).toEqual({ role: 'creator' });
  const records = await recordsOf(carol.uid);
  expect(records).toMatchObject([
    {
      ...{
        admin: ada.uid,
        action: 'creator.approve',
        targetType: 'user',
        targetId: carol.uid,
        reason: 'Documents match',
      },
      ...{ before: { status: 'PENDING' }, after: { status: 'APPROVED' } },
    },
  ]);
  expect(records[0]?.createdAt.toMillis()).toBeGreaterThan(before - 60_000);
});

test('streaming S77, B28: of two admins who approve at once, and of one who rejects, one is heard and recorded', async () => {
  const eva = await newMember('eva');
  await setRole(eva.uid, 'admin');
  for (let round = 0; round < 5; round += 1) {
    const carol = await newMember('carol');
    await apply(carol.token);
    const answers = await Promise.all([
      judge(carol.uid, 'approve', {}),
      judge(carol.uid, 'approve', undefined, eva.token),
      judge(carol.uid, 'reject', { reason: 'No' }, eva.token),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toEqual(failure('Application is not pending'));
    const records = await recordsOf(carol.uid);
    expect(records).toHaveLength(1);
    const isCreator = records[0]?.action === 'creator.approve';
    expect((await creatorRef(carol.uid).get()).exists).toBe(isCreator);
    expect((await cardRef(carol.uid).get()).data()?.isCreator).toBe(isCreator);
  }
});

test('streaming S77: an approval at the moment of a ban leaves both; sellers and admins keep their roles', async () => {
  const [carol, sam] = await Promise.all([newMember('carol'), newMember('sam', { role: 'seller' })]);
  await setRole(sam.uid, 'seller');
  await Promise.all([apply(carol.token), apply(sam.token)]);
  await Promise.all([judge(carol.uid, 'approve'), banUser(carol.uid), judge(sam.uid, 'approve')]);
  expect((await standingRef(carol.uid).get()).data()).toMatchObject({ role: 'creator', bannedAt: expect.anything() });
  expect((await standingRef(sam.uid).get()).data()).toEqual({ role: 'seller' });
  expect((await cardRef(sam.uid).get()).data()).toMatchObject({ isCreator: true, role: 'seller' });
  expect((await profile(carol.token)).status).toBe(401);
  expect((await profile(sam.token)).status).toBe(200);
});

test('streaming S78: a rejection has a reason, which the applicant reads', async () => {
  const carol = await newMember('carol');
  await apply(carol.token);
  expect((await judge(carol.uid, 'reject', {})).status).toBe(400);
  expect((await judge(carol.uid, 'reject', { reason: '' })).status).toBe(400);
  const { status, body } = await judge(carol.uid, 'reject', { reason: 'The photo is blurred' });
  expect({ status, message: body.message }).toEqual({ status: 200, message: 'Application rejected' });
  expect(await own(carol.token)).toMatchObject({ status: 'REJECTED', rejectionReason: 'The photo is blurred' });
  expect(await recordsOf(carol.uid)).toMatchObject([{ action: 'creator.reject', reason: 'The photo is blurred' }]);
});

test('streaming S76, S77, S78: only admins, in force from the next request; unknown applicants are not found', async () => {
  const [carol, eva] = await Promise.all([newMember('carol'), newMember('eva')]);
  await apply(carol.token);
  const attempts = (token?: string) =>
    Promise.all([
      rest.call('GET', '/api/admin/creator-applications?page=0', { token }),
      rest.call('POST', `/api/admin/creator-applications/${carol.uid}/approve`, { token }),
      rest.call('POST', `/api/admin/creator-applications/${carol.uid}/reject`, { token, body: {} }),
    ]);
  for (const { status } of await attempts()) expect(status).toBe(401);
  for (const { status, body } of await attempts(carol.token)) {
    expect({ status, body }).toEqual({ status: 403, body: failure('Admin access required') });
  }
  await setRole(eva.uid, 'admin');
  for (const unknown of ['nobody-at-all', 'a%2Fb', eva.uid]) {
    expect(answer(await judge(unknown, 'approve', {}, eva.token))).toEqual({
      status: 404,
      body: failure('Application not found'),
    });
  }
  await setRole(eva.uid, 'user');
  expect((await judge(carol.uid, 'approve', {}, eva.token)).status).toBe(403);
  expect(await recordsOf(carol.uid)).toEqual([]);
});

test('streaming B22: who calls is looked at first, then the role, then what was sent', async () => {
  const carol = await newMember('carol');
  const put = (token?: string) => rest.call('PUT', '/api/creator/profile', { token, body: { categories: 'all' } });
  expect(answer(await put())).toEqual({ status: 401, body: failure('Authentication required') });
  expect(answer(await put('nonsense'))).toEqual({ status: 401, body: failure('Invalid or expired token') });
  expect(answer(await put(carol.token))).toEqual({ status: 403, body: failure('Creator approval required') });
  await apply(carol.token);
  await judge(carol.uid, 'approve');
  expect((await put(carol.token)).status).toBe(400);
});

describe('streaming B25: what is for approved creators', () => {
  const states: ReadonlyArray<readonly [string, (member: Member) => Promise<unknown>, number]> = [
    ['no application', async () => {}, 403],
    ['a draft', (member) => submitApplication(callerFor(member), application, { draft: true }), 403],
    ['a pending application', (member) => submitApplication(callerFor(member), application), 403],
    [
      'a rejected one',
      async (member) => {
        await submitApplication(callerFor(member), application);
        await rejectCreator(callerFor(ada), member.uid, 'No');
      },
      403,
    ],
    [
      'an approved one',
      async (member) => {
        await submitApplication(callerFor(member), application);
        await approveCreator(callerFor(ada), member.uid);
      },
      200,
    ],
  ];
  test.each(states)('with %s', async (_, prepare, expected) => {
    const member = await newMember('member');
    await prepare(member);
    const { status, body } = await profile(member.token);
    expect(status).toBe(expected);
    if (expected === 403) expect(body).toEqual(failure('Creator approval required'));
    const change = await rest.call('PUT', '/api/creator/profile', { token: member.token, body: { bio: 'New' } });
    expect(change.status).toBe(expected);
  });

  test('without a token', async () => {
    expect(answer(await profile())).toEqual({ status: 401, body: failure('Authentication required') });
  });
});

test('streaming B26: approval and its withdrawal act on the next request with the same token', async () => {
  const carol = await newMember('carol');
  await apply(carol.token);
  expect((await profile(carol.token)).status).toBe(403);
  await judge(carol.uid, 'approve');
  expect((await profile(carol.token)).status).toBe(200);
  await withdrawCreator(callerFor(ada), carol.uid, 'Broke the rules');
  expect((await profile(carol.token)).status).toBe(403);
  expect(await own(carol.token)).toMatchObject({ status: 'REJECTED', rejectionReason: 'Broke the rules' });
  expect((await cardRef(carol.uid).get()).data()).toMatchObject({ isCreator: false, role: 'user' });
  expect((await standingRef(carol.uid).get()).data()).toEqual({ role: 'user' });
  expect((await recordsOf(carol.uid)).map(({ action }) => action).toSorted()).toEqual([
    'creator.approve',
    'creator.withdraw',
  ]);
  await expect(withdrawCreator(callerFor(ada), carol.uid, 'Again')).rejects.toMatchObject({
    reason: 'application-not-approved',
  });
});

test('streaming B27: from nothing over pending to rejected, handed in again, and approved', async () => {
  const carol = await newMember('carol');
  await submitApplication(callerFor(carol), application, { draft: true });
  expect(await own(carol.token)).toMatchObject({ status: 'DRAFT', submittedAt: null });
  expect(answer(await judge(carol.uid, 'approve'))).toEqual({
    status: 409,
    body: failure('Application is not pending'),
  });
  expect((await apply(carol.token)).status).toBe(201);
  await judge(carol.uid, 'reject', { reason: 'Blurred' });
  expect(answer(await judge(carol.uid, 'approve'))).toEqual({
    status: 409,
    body: failure('Application is not pending'),
  });
  const edited = await apply(carol.token, { identity: { selfiePhoto: 'file-sharp' } }, 'PUT');
  expect(edited.body.data).toMatchObject({ status: 'REJECTED', identity: { selfiePhoto: 'file-sharp' } });
  expect((await apply(carol.token)).body.data).toEqual(shown(carol));
  expect((await apply(carol.token)).body).toEqual(failure('Application already submitted'));
  await judge(carol.uid, 'approve');
  expect(answer(await apply(carol.token))).toEqual({ status: 409, body: failure('Application already approved') });
  expect(answer(await judge(carol.uid, 'reject', { reason: 'No' }))).toEqual({
    status: 409,
    body: failure('Application is not pending'),
  });
});

test('streaming B29: bank data is stored sealed, and shown by its last four characters to owner and admins', async () => {
  const carol = await newMember('carol');
  const answers = [
    await apply(carol.token),
    await rest.call('GET', '/api/creator/application', { token: carol.token }),
    await apply(carol.token, { financial: { ifscCode: 'HDFC0009999' } }, 'PUT'),
    await rest.call('GET', '/api/admin/creator-applications?status=PENDING&limit=100', { token: ada.token }),
    await judge(carol.uid, 'approve'),
  ];
  const stored = JSON.stringify((await applicationRef(carol.uid).get()).data());
  for (const text of [stored, ...answers.map(({ text }) => text)]) {
    for (const secret of [account, pan]) expect(text).not.toContain(secret);
  }
  expect(stored).not.toContain('Carol C');
  expect(await own(carol.token)).toMatchObject({
    financial: { accountNumberLast4: '6789', ifscCode: 'HDFC0009999', panNumberLast4: '234F' },
  });
});

test('what is kept of an applicant is given out masked, and let go; the record of the deed names nobody then', async () => {
  const carol = await newCreator('carol');
  const paths = [];
  for (const { exportOf } of [theirApplications, theirCreators, theirAudits]) {
    for await (const { path, data } of exportOf(carol.uid)) {
      paths.push(path.split('/')[0]);
      expect(JSON.stringify(data)).not.toContain(account);
      expect(JSON.stringify(data)).not.toContain(ada.uid);
    }
  }
  expect(paths).toEqual(['creatorApplications', 'creators', 'audits']);
  const [record] = (await audits().where('targetId', '==', carol.uid).get()).docs;
  for (let again = 0; again < 2; again += 1) {
    for (const { erase } of [theirApplications, theirCreators, theirAudits]) await erase(carol.uid);
  }
  expect((await applicationRef(carol.uid).get()).exists).toBe(false);
  expect((await creatorRef(carol.uid).get()).exists).toBe(false);
  expect((await record?.ref.get())?.data()).toMatchObject({
    admin: ada.uid,
    targetId: null,
    action: 'creator.approve',
  });
});
