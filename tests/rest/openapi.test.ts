import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../functions/src/platform/http/reference.ts';
import { type RestServer, serveContract } from '../world.ts';
import { contracts, endpointsOf } from './contracts.ts';

/** What each contract says about itself, and that it serves all that its clients call. */

const promised: Readonly<Record<string, readonly string[]>> = {
  engagement: [
    'GET /api/content/{contentType}/{contentId}/metadata',
    'GET /api/media/all-content',
    'POST /api/content/batch-metadata',
    'POST /api/content/{contentType}/{contentId}/like',
  ],
  'social-sync': ['GET /health', 'POST /api/v1/profiles/social-sync/{platform}'],
  streaming: [
    'DELETE /api/social/block/{userId}',
    'DELETE /api/social/follow/{userId}',
    'GET /api/admin/creator-applications',
    'GET /api/auth/get-session',
    'GET /api/creator/application',
    'GET /api/creator/profile',
    'GET /api/social/blocked',
    'GET /api/social/creator/{username}',
    'GET /api/social/creators',
    'GET /api/social/follow/{userId}',
    'GET /api/social/followers/{userId}',
    'GET /api/social/following/{userId}',
    'GET /api/viewer/me',
    'GET /api/viewer/profile',
    'PATCH /api/viewer/password',
    'PATCH /api/viewer/profile',
    'POST /api/admin/creator-applications/{userId}/approve',
    'POST /api/admin/creator-applications/{userId}/reject',
    'POST /api/auth/check-verification-otp',
    'POST /api/auth/forget-password/email-otp',
    'POST /api/auth/refresh',
    'POST /api/auth/reset-password/email-otp',
    'POST /api/auth/send-verification-otp',
    'POST /api/auth/sign-out',
    'POST /api/auth/signin/email',
    'POST /api/auth/signin/email-otp',
    'POST /api/auth/signup/email',
    'POST /api/auth/verify-email',
    'POST /api/creator/application',
    'POST /api/social/block/{userId}',
    'POST /api/social/follow/{userId}',
    'PUT /api/creator/application',
    'PUT /api/creator/profile',
  ],
  commerce: [
    'DELETE /api/users/{id}/block',
    'DELETE /api/users/{id}/unfollow',
    'GET /api/users/me',
    'GET /api/users/{id}',
    'GET /api/users/{id}/followers',
    'GET /api/users/{id}/following',
    'POST /api/auth/login',
    'POST /api/auth/logout',
    'POST /api/auth/refresh',
    'POST /api/auth/register',
    'POST /api/users/{id}/block',
    'POST /api/users/{id}/follow',
    'PUT /api/users/me',
  ],
};

describe.each(contracts.map((contract) => [contract.reference.name, contract] as const))('%s', (name, contract) => {
  const document = JSON.parse(JSON.stringify(openApiDocument(contract.app, contract.reference)));
  let rest: RestServer;
  beforeAll(async () => {
    rest = await serveContract(contract.app);
  });
  afterAll(() => rest.close());

  test('the committed document says what the routes say (else: npm run openapi -w functions)', async () => {
    const committed = await readFile(new URL(`../../functions/openapi/${name}.json`, import.meta.url), 'utf8');
    expect(JSON.parse(committed)).toEqual(document);
  });

  test('the served document is the committed one', async () => {
    const { body, headers } = await rest.call('GET', '/openapi.json');
    expect(body).toEqual(document);
    expect(headers.get('Cache-Control')).toBe('public, max-age=3600');
  });

  test('all that the contract promises is described', () => {
    const described = endpointsOf(contract).map(({ method, path }) => `${method} ${path}`);
    expect(described).toEqual(expect.arrayContaining([...(promised[name] ?? ['a list of its own'])]));
  });

  interface Operation {
    readonly operationId?: string;
    readonly summary?: string;
    readonly security?: ReadonlyArray<object>;
    readonly responses: Readonly<Record<string, object>>;
  }
  const paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> = document.paths;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );

  test.each(operations)('%s is named, summed up, and describes its success and its errors', (_, operation) => {
    expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
    expect(operation.summary).toBeTruthy();
    const statuses = Object.keys(operation.responses);
    expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
    const demandsToken = operation.security?.length && operation.security.every((way) => Object.keys(way).length > 0);
    if (demandsToken) expect(statuses).toContain('401');
    for (const response of Object.values(operation.responses))
      expect(response).toHaveProperty('content.application/json.schema');
  });

  test('no two operations have one name', () => {
    const names = operations.map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
  });
});
