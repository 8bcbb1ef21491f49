import { getRequestListener } from '@hono/node-server';
import { type HttpsFunction, onRequest } from 'firebase-functions/v2/https';
import { region } from './config.ts';
import type { ContractApp } from './http/kernel.ts';
import { requiredSecrets } from './secrets.ts';

type Listener = ReturnType<typeof getRequestListener>;

/**
 * One REST contract as one HTTPS function. Every function loads the whole bundle's entry, so the contract itself
 * (its schemas and routes) is loaded with the first request to it and costs the other functions nothing.
 */
export function contractFunction(load: () => Promise<{ readonly app: ContractApp }>): HttpsFunction {
  let listener: Promise<Listener> | undefined;
  return onRequest({ region, concurrency: 80, secrets: requiredSecrets }, async (request, response) => {
    listener ??= load().then(({ app }) => getRequestListener(app.fetch));
    await (await listener)(request, response);
  });
}
