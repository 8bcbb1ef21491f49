/** Writes the OpenAPI document of every contract to `openapi/`. A test compares them with what the routes say. */
import { mkdir, writeFile } from 'node:fs/promises';
import { openApiDocument } from '../src/platform/http/reference.ts';
import * as commerce from '../src/rest/commerce/routes.ts';
import * as engagement from '../src/rest/engagement/routes.ts';
import * as socialSync from '../src/rest/social-sync/routes.ts';
import * as streaming from '../src/rest/streaming/routes.ts';

const folder = new URL('../openapi/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const contract of [engagement, socialSync, streaming, commerce]) {
  const document = openApiDocument(contract.app, contract.reference);
  await writeFile(new URL(`${contract.reference.name}.json`, folder), `${JSON.stringify(document, null, 2)}\n`);
}
