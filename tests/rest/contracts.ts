import type { ContractApp } from '../../functions/src/platform/http/kernel.ts';
import { openApiDocument, type Reference } from '../../functions/src/platform/http/reference.ts';
import * as commerce from '../../functions/src/rest/commerce/routes.ts';
import * as engagement from '../../functions/src/rest/engagement/routes.ts';
import * as socialSync from '../../functions/src/rest/social-sync/routes.ts';
import * as streaming from '../../functions/src/rest/streaming/routes.ts';

/** Every REST contract, and every endpoint of it as its OpenAPI document tells it. */

interface ServedContract {
  readonly app: ContractApp;
  readonly reference: Reference;
}

export const contracts: readonly ServedContract[] = [engagement, socialSync, streaming, commerce];

export interface Endpoint {
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
  /** Whether a token is demanded, may be sent, or is not looked at. */
  readonly token: 'needed' | 'optional' | 'none';
}

export function endpointsOf({ app, reference }: ServedContract): Endpoint[] {
  const { paths = {} } = openApiDocument(app, reference);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security = [] }]) => {
      const open = security.some((scheme: object) => Object.keys(scheme).length === 0);
      const token = security.length === 0 ? 'none' : open ? 'optional' : 'needed';
      return { method: method.toUpperCase(), path, token } as const;
    }),
  );
}
