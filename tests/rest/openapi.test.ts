import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../functions/src/platform/http/reference.ts';
import { app, reference } from '../../functions/src/rest/engagement/routes.ts';
import { type RestServer, serveEngagement } from '../world.ts';

let rest: RestServer;
beforeAll(async () => {
  rest = await serveEngagement();
});
afterAll(() => rest.close());

const document = openApiDocument(app, reference);

test('the committed OpenAPI document says what the routes say (else: npm run openapi -w functions)', async () => {
  const committed = await readFile(new URL('../../functions/openapi/engagement.json', import.meta.url), 'utf8');
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(document)));
});

test('the served document is the committed one', async () => {
  const { body, headers } = await rest.call('GET', '/openapi.json');
  expect(body).toEqual(JSON.parse(JSON.stringify(document)));
  expect(headers.get('Cache-Control')).toBe('public, max-age=3600');
});

describe('every operation', () => {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );

  test.each(operations)('%s is named, summed up, and describes its success and its errors', (_, operation) => {
    expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
    expect(operation.summary).toBeTruthy();
    expect(operation.security).toBeDefined();
    const statuses = Object.keys(operation.responses);
    expect(statuses).toEqual(expect.arrayContaining(['200', '401', '500']));
    for (const response of Object.values(operation.responses))
      expect(response).toHaveProperty('content.application/json.schema');
  });

  test('the contract is covered', () => {
    expect(operations.map(([name]) => name).sort()).toEqual([
      'GET /api/content/{contentType}/{contentId}/metadata',
      'GET /api/media/all-content',
      'POST /api/content/batch-metadata',
      'POST /api/content/{contentType}/{contentId}/like',
    ]);
  });
});
