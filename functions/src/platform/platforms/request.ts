import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import type { ConnectablePlatform } from '../../../../sdk/src/verbs/connections.ts';
import { nowMs } from '../clock.ts';
import { setting, wholeNumber } from '../config.ts';
import { exchange, OutgoingError, type Reply } from '../outgoing/exchange.ts';
import { retryAfterMs, untilSecondMs } from '../outgoing/retryAfter.ts';
import { PlatformError, type PlatformReason, type Tokens } from './connector.ts';

/** A count as platforms give it. */
export const count = z.int().nonnegative();

const maxBytes = 256 * 1024;

/** Where a platform's API is and who we are to it: `FIRECIRCLE_<PLATFORM>_API`, `_AUTH`, `_CLIENT_ID`, `_CLIENT_SECRET`.
 *  Without the first two it is the real one. */
export function settingsOf(platform: ConnectablePlatform, real: { readonly api: string; readonly auth: string }) {
  const own = (name: string) => setting(`FIRECIRCLE_${platform.toUpperCase()}_${name}`);
  return {
    api: own('API') ?? real.api,
    auth: own('AUTH') ?? real.auth,
    clientId: own('CLIENT_ID'),
    clientSecret: own('CLIENT_SECRET'),
  };
}

/** @throws PlatformError `not-configured` */
export function configured(value: string | undefined): string {
  if (value === undefined) throw new PlatformError('not-configured');
  return value;
}

export interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: object;
}

/** What a status that is not 200 means, when its body says more than the status: undefined when it does not. */
export type Judge = (status: number, body: unknown) => PlatformReason | undefined;

/** One call to a platform whose answer is JSON of a known shape. @throws PlatformError */
export async function ask<Answer>(
  address: string,
  asked: Asked,
  schema: z.ZodType<Answer>,
  judge: Judge = () => undefined,
): Promise<Answer> {
  const reply = await send(address, asked);
  const body = parsed(reply.body);
  // Some platforms say what went wrong in a body with status 200.
  const told = judge(reply.status, body);
  if (told !== undefined || reply.status !== 200) throw failureOf(reply, told);
  const answer = schema.safeParse(body);
  if (!answer.success) throw new PlatformError('unexpected-answer', { cause: answer.error });
  return answer.data;
}

async function send(address: string, { method = 'GET', query, headers, form, json }: Asked): Promise<Reply> {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  const body = form === undefined ? json && JSON.stringify(json) : new URLSearchParams(form).toString();
  const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
  try {
    return await exchange(url, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }), ...headers },
      ...(body === undefined ? {} : { body }),
      deadlineMs: wholeNumber('FIRECIRCLE_PLATFORM_DEADLINE_MS', 6000),
      maxBytes,
      longer: 'fail',
    });
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    // The cause names the address, which for some platforms carries the token: only our own word for it goes on.
    const reason =
      error.reason === 'timeout' ? 'timeout' : error.reason === 'too-large' ? 'unexpected-answer' : 'connection';
    throw new PlatformError(reason, { cause: new Error(error.message) });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureOf({ status, headers }: Reply, told: PlatformReason | undefined): PlatformError {
  const reason = told ?? reasonOf(status);
  const cause = new Error(`The platform answered with status ${status}`);
  const waitMs = reason === 'rate-limited' || reason === 'platform-unavailable' ? waitOf(headers) : undefined;
  return new PlatformError(reason, { cause, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) });
}

function reasonOf(status: number): PlatformReason {
  if (status === 401) return 'token-refused';
  if (status === 403) return 'not-permitted';
  if (status === 404) return 'no-account';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'platform-unavailable' : 'unexpected-answer';
}

/** How long to wait: Retry-After, or the second at which the limit is reset, as X and Twitch say it. */
function waitOf(headers: IncomingHttpHeaders): number | undefined {
  const now = nowMs();
  const reset = headers['x-rate-limit-reset'] ?? headers['ratelimit-reset'];
  return (
    retryAfterMs(headers['retry-after'], now) ?? (typeof reset === 'string' ? untilSecondMs(reset, now) : undefined)
  );
}

export const bearer = ({ accessToken }: Tokens) => ({ authorization: `Bearer ${accessToken}` });

/** The answer of an OAuth 2 token endpoint (RFC 6749, 5.1). Whoever sends no new refresh token means the old one. */
export const grant = z.object({
  access_token: z.string().min(1).max(4096),
  refresh_token: z.string().min(1).max(4096).optional(),
  expires_in: z.number().positive().optional(),
});

/** @throws PlatformError `reconnect` when there is nothing to renew with */
export function refreshTokenOf({ refreshToken }: Tokens): string {
  if (refreshToken === null) throw new PlatformError('reconnect');
  return refreshToken;
}

/** A token endpoint that answers 400 or 401 has refused the refresh token (RFC 6749, 5.2), whatever words it uses. */
export const refusedGrant: Judge = (status) =>
  status === 400 || status === 401 || status === 403 ? 'reconnect' : undefined;

export const renewed = (tokens: Tokens, answer: z.output<typeof grant>, now: number): Tokens => ({
  ...tokens,
  accessToken: answer.access_token,
  refreshToken: answer.refresh_token ?? tokens.refreshToken,
  expiresAtMs: answer.expires_in === undefined ? null : now + answer.expires_in * 1000,
});
