import { readdir } from 'node:fs/promises';
import { Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Standing, standingRef } from '../../functions/src/domains/identity/documents.ts';
import { accountVerbs } from '../../sdk/src/verbs/account.ts';
import { connectionVerbs } from '../../sdk/src/verbs/connections.ts';
import { contentVerbs } from '../../sdk/src/verbs/content.ts';
import { creatorVerbs } from '../../sdk/src/verbs/creators.ts';
import { graphVerbs } from '../../sdk/src/verbs/graph.ts';
import { identityVerbs } from '../../sdk/src/verbs/identity.ts';
import { profileVerbs } from '../../sdk/src/verbs/profiles.ts';
import { creatorProfileVerbs } from '../../sdk/src/verbs/socialsync.ts';
import type { Verbs } from '../../sdk/src/verbs/verb.ts';
import { webhookVerbs } from '../../sdk/src/verbs/webhooks.ts';
import { callAt, newPerson, type Person, type RestServer, serveContract } from '../world.ts';
import { contracts, endpointsOf } from './contracts.ts';

/**
 * A token that is still valid, of a person who was banned, signed out or removed: refused by every route and every verb
 * that asks for a token, from the next request. Only the standing says so here: Firebase Auth knows nothing of it, as in
 * production, where its revocation is not looked up on every call.
 */

/** Function name -> its table. */
const tables: Readonly<Record<string, Verbs>> = {
  account: accountVerbs,
  connections: connectionVerbs,
  content: contentVerbs,
  creators: creatorVerbs,
  graph: graphVerbs,
  identity: identityVerbs,
  profiles: profileVerbs,
  creatorProfiles: creatorProfileVerbs,
  webhooks: webhookVerbs,
};

const hourFromNow = () => Timestamp.fromMillis(Date.now() + 3_600_000);
const fallen: ReadonlyArray<readonly [string, () => Partial<Standing>]> = [
  ['banned', () => ({ bannedAt: Timestamp.now() })],
  ['signed-out', () => ({ tokensValidAfter: hourFromNow() })],
  ['deleted', () => ({ deletedAt: Timestamp.now() })],
];

const people = new Map<string, Person>();
beforeAll(async () => {
  for (const [name, standing] of fallen) {
    const person = await newPerson(name);
    await standingRef(person.uid).set(standing());
    people.set(name, person);
  }
});

/** A path that is valid: what is wrong with it would else be said first. */
const concrete = (path: string): string => path.replace('{contentType}', 'media').replace(/\{[^}]+\}/g, 'something');

describe.each(contracts.map((contract) => [contract.reference.name, contract] as const))('%s', (name, contract) => {
  let rest: RestServer;
  beforeAll(async () => {
    rest = await serveContract(contract.app);
  });
  afterAll(() => rest.close());

  const guarded = endpointsOf(contract).filter(({ token }) => token === 'needed');

  test('has routes that ask for a token', () => expect(guarded.length).toBeGreaterThan(0));

  test.each(guarded)('$method $path refuses who was banned, signed out or removed', async ({ method, path }) => {
    for (const [reason] of fallen) {
      const answer = await rest.call(method, concrete(path), {
        token: people.get(reason)?.token,
        ...(method === 'GET' ? {} : { body: {} }),
      });
      const expected = name === 'commerce' && reason === 'banned' ? 403 : 401;
      expect([reason, answer.status, answer.text]).toEqual([reason, expected, expect.any(String)]);
    }
  });
});

test('every verb table is named here', async () => {
  const folder = new URL('../../functions/src/verbs/', import.meta.url);
  const files = (await readdir(folder)).filter((file) => file !== 'functions.ts');
  expect(Object.keys(tables)).toHaveLength(files.length);
});

const verbs = Object.entries(tables).flatMap(([name, table]) =>
  Object.entries(table)
    .filter(([, { who }]) => who !== 'anyone')
    .map(([verb]) => ({ name, verb })),
);

test.each(verbs)('$name.$verb refuses who was banned, signed out or removed', async ({ name, verb }) => {
  for (const [reason] of fallen) {
    const token = people.get(reason)?.token;
    const body = { data: { verb, input: {} } };
    const answer = await callAt(`${process.env.FIRECIRCLE_FUNCTIONS_URL}`, 'POST', `/${name}`, { token, body });
    expect([answer.status, answer.body.error?.details?.reason]).toEqual([401, reason]);
  }
});
