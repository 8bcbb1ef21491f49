import { readFile } from 'node:fs/promises';
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ContractApp, ContractEnv } from './kernel.ts';

/** Building blocks of route descriptions. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

const described = {
  400: 'The path, query or body is not valid',
  401: 'The token is missing (where one is needed), malformed, expired or revoked',
  403: 'The caller may not do this',
  404: 'There is no such thing, or it was removed',
  409: 'It is not in a state in which this can be done, or exists already',
  413: 'The body or file is too large',
  429: 'Too many requests: repeat after the time in Retry-After',
  500: 'Something went wrong on our side',
  503: 'Too busy for the moment: repeat after the time in Retry-After',
} as const;

/** The error answers of a route, all of the contract's one error shape. */
export function errors<Schema extends z.ZodType, Status extends keyof typeof described>(
  schema: Schema,
  ...statuses: readonly Status[]
): { [S in Status]: { description: string; content: { 'application/json': { schema: Schema } } } } {
  const answers = statuses.map((status) => [status, json(schema, described[status])]);
  return Object.fromEntries(answers);
}

export const bearerAuth = [{ bearerAuth: [] }];
/** A token may be sent, and need not. */
export const optionalBearerAuth = [{}, { bearerAuth: [] }];

export interface Reference {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Path prefix on Hosting. */
  readonly name: string;
  /** Name of the HTTPS function, when it is another. */
  readonly functionName?: string;
}

/** The OpenAPI 3.1 document that the routes themselves describe. */
export function openApiDocument(app: OpenAPIHono<ContractEnv>, reference: Reference) {
  const { title, version, description, name, functionName = name } = reference;
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearerAuth', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A Firebase ID token of this project',
  });
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title, version, description, license: { name: 'MIT', url: 'https://opensource.org/license/mit' } },
    servers: [
      { url: `/${name}`, description: 'On Hosting' },
      {
        url: `http://127.0.0.1:5001/demo-firecircle/us-central1/${functionName}`,
        description: 'The function itself, on the emulators',
      },
    ],
  });
}

const publicForAnHour = 'public, max-age=3600';
const explorerScript = new URL('./explorer/standalone.js', import.meta.url);

/** `/openapi.json`, and `/docs`: an interactive explorer whose script is our own copy. */
export function serveReference(app: ContractApp, reference: Reference): void {
  let document: string | undefined;
  app.get('/openapi.json', (c) => {
    document ??= JSON.stringify(openApiDocument(app, reference));
    c.header('Cache-Control', publicForAnHour);
    return c.body(document, 200, { 'Content-Type': 'application/json' });
  });
  app.get('/docs', (c) => {
    c.header('Cache-Control', publicForAnHour);
    c.header('Content-Security-Policy', contentSecurityPolicy);
    return c.html(explorerPage(reference.title));
  });
  app.get('/docs/explorer.js', async (c) => {
    c.header('Cache-Control', publicForAnHour);
    return c.body(await readFile(explorerScript, 'utf8'), 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
  });
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' http://127.0.0.1:* http://localhost:* https:",
  "worker-src 'self' blob:",
].join('; ');

/** The explorer without what would ask other hosts: fonts, telemetry, assistants, sharing. */
const explorerSettings = {
  url: './openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  authentication: { preferredSecurityScheme: 'bearerAuth' },
};

/** Addresses are relative to `…/docs`, so the page works on Hosting, at the function's own URL and behind a proxy. */
const explorerPage = (title: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
</head>
<body>
<div id="explorer"></div>
<script src="./docs/explorer.js"></script>
<script>
const here = new URL('.', location.href).href.replace(/\\/$/, '');
Scalar.createApiReference('#explorer', { ...${JSON.stringify(explorerSettings)}, servers: [{ url: here, description: 'This one' }] });
</script>
</body>
</html>
`;
