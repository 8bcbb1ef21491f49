import { beforeAll, describe, expect, test } from 'vitest';
import { setRole } from '../../functions/src/domains/identity/operations.ts';
import { callAt, type Json, newPerson, newVisitor, type Person } from '../world.ts';

/** The callable function `webhooks`, as the SDK calls it, in the running suite. */

let dave: Person;
let ada: Person;
beforeAll(async () => {
  [dave, ada] = await Promise.all([newPerson('dave'), newPerson('ada')]);
  await setRole(ada.uid, 'admin');
});

const call = (verb: string, input: unknown, { token }: { token?: string | undefined } = dave) =>
  callAt(`${process.env.FIRECIRCLE_FUNCTIONS_URL}`, 'POST', '/webhooks', { token, body: { data: { verb, input } } });
const refusal = ({ body }: { body: Json }) => [body.error?.status, body.error?.details?.reason];

/** An address that is public as it stands, so that nobody is asked where it leads. */
const url = 'https://1.1.1.1/firecircle-test';
const making = (fields: object = {}) => ({ url, events: ['profile.synced'], ...fields });

async function make(person: Person, fields: object = {}): Promise<{ id: string; secret: string }> {
  const { result } = (await call('createWebhook', making(fields), person)).body;
  return { id: String(result?.id), secret: String(result?.secret) };
}

test('an endpoint is made, listed, given a new secret, switched on and deleted', async () => {
  const { id, secret } = await make(dave);
  const view = {
    id,
    url,
    events: ['profile.synced'],
    forEveryone: false,
    enabled: true,
    disabledReason: null,
    createdAt: expect.stringMatching(/Z$/),
    oldSecretsUntil: null,
  };
  expect((await call('listWebhooks', {})).body.result).toEqual({ webhooks: [view] });
  const changed = (await call('rotateWebhookSecret', { id })).body.result;
  expect(changed).toEqual({
    id,
    secret: expect.stringMatching(/^whsec_/),
    oldSecretsUntil: expect.stringMatching(/Z$/),
  });
  expect(changed?.secret).not.toBe(secret);
  expect((await call('enableWebhook', { id })).body.result).toEqual({
    ...view,
    oldSecretsUntil: changed?.oldSecretsUntil,
  });
  expect((await call('listDeliveries', { id })).body.result).toEqual({ deliveries: [], next: null });
  expect((await call('deleteWebhook', { id })).body.result).toEqual({ id });
  expect(refusal(await call('deleteWebhook', { id }))).toEqual(['NOT_FOUND', 'webhook-not-found']);
});

test("another's endpoint is as absent as one that never was, for admins too", async () => {
  const { id } = await make(dave);
  for (const verb of ['deleteWebhook', 'rotateWebhookSecret', 'enableWebhook', 'listDeliveries', 'sendTestEvent']) {
    const [theirs, none] = [await call(verb, { id }, ada), await call(verb, { id: 'neverWas' }, ada)];
    expect([verb, ...refusal(theirs)]).toEqual([verb, 'NOT_FOUND', 'webhook-not-found']);
    expect([theirs.status, theirs.body.error?.message]).toEqual([none.status, none.body.error?.message]);
  }
  expect((await call('deleteWebhook', { id })).status).toBe(200);
});

test('endpoints for everyone are made by admins alone', async () => {
  expect(refusal(await call('createWebhook', making({ forEveryone: true })))).toEqual([
    'PERMISSION_DENIED',
    'not-admin',
  ]);
  const { id } = await make(ada, { forEveryone: true });
  expect((await call('deleteWebhook', { id }, ada)).body.result).toEqual({ id });
});

describe('refused are', () => {
  test.each(['createWebhook', 'listWebhooks', 'deleteWebhook', 'sendTestEvent'])(
    "%s without an account of one's own",
    async (verb) => {
      const input = verb === 'createWebhook' ? making() : { id: 'x' };
      expect(refusal(await call(verb, input, {}))).toEqual(['UNAUTHENTICATED', 'missing-token']);
      expect(refusal(await call(verb, input, await newVisitor()))).toEqual(['UNAUTHENTICATED', 'anonymous']);
    },
  );

  test.each([
    ['createWebhook', 'no address', making({ url: undefined })],
    ['createWebhook', 'an empty address', making({ url: '' })],
    ['createWebhook', 'an address that is too long', making({ url: `${url}?${'a'.repeat(2000)}` })],
    ['createWebhook', 'no event', making({ events: [] })],
    ['createWebhook', 'an event twice', making({ events: ['profile.synced', 'profile.synced'] })],
    ['createWebhook', 'an event that is none', making({ events: ['profile.deleted'] })],
    ['createWebhook', 'the test event', making({ events: ['webhook.test'] })],
    ['createWebhook', '"true" for everyone', making({ forEveryone: 'true' })],
    ['deleteWebhook', 'no id', {}],
    ['deleteWebhook', 'an id that is a path', { id: '../x' }],
    ['deleteWebhook', 'an id with a slash', { id: 'a/b' }],
    ['deleteWebhook', 'an empty id', { id: '' }],
    ['listDeliveries', 'a limit of 0', { id: 'x', limit: 0 }],
    ['listDeliveries', 'a limit of 101', { id: 'x', limit: 101 }],
  ])('%s with %s', async (verb, _, input) => {
    const answer = await call(verb, input);
    expect([answer.status, ...refusal(answer)]).toEqual([400, 'INVALID_ARGUMENT', 'invalid-input']);
  });

  test.each([
    'http://1.1.1.1/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
    'https://metadata.google.internal/',
  ])('the address %s', async (address) => {
    const answer = await call('createWebhook', making({ url: address }));
    expect([answer.status, ...refusal(answer)]).toEqual([400, 'INVALID_ARGUMENT', 'webhook-url']);
  });

  test('ids that Firestore keeps for itself', async () => {
    for (const id of ['__x__', '.', '..'])
      expect([id, ...refusal(await call('deleteWebhook', { id }))]).toEqual([id, 'INVALID_ARGUMENT', 'invalid-input']);
  });
});
