import { getRequestListener } from '@hono/node-server';
import { type HttpsFunction, onRequest } from 'firebase-functions/v2/https';
import { region } from './config.ts';
import type { ContractApp } from './http/kernel.ts';

/** One REST contract as one HTTPS function. */
export function contractFunction(app: ContractApp): HttpsFunction {
  const listener = getRequestListener(app.fetch);
  return onRequest({ region, concurrency: 80 }, (request, response) => listener(request, response));
}
