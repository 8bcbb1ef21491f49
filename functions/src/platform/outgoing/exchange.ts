import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

/** Why a call to another server came to nothing. */
export type OutgoingReason =
  | 'refused-url'
  | 'refused-address'
  | 'unresolved'
  | 'timeout'
  | 'connection'
  | 'certificate'
  | 'too-large';

export class OutgoingError extends Error {
  readonly reason: OutgoingReason;

  constructor(reason: OutgoingReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OutgoingError';
    this.reason = reason;
  }
}

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole of it: connecting, sending, the answer to its last byte. */
  readonly deadlineMs: number;
  readonly maxBytes: number;
  /** What to do with an answer that is longer: fail, or keep its beginning and hang up. */
  readonly longer: 'fail' | 'cut';
  /** Connect to these and no other, whatever the host resolves to now; the host stays in TLS and in the request. */
  readonly addresses?: readonly string[];
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * One HTTP request and its answer: bounded in time and in bytes, no redirect followed, no cookie kept, no proxy of the
 * environment used, no connection shared when the addresses are given.
 * @throws OutgoingError
 */
export async function exchange(url: URL, call: Exchange): Promise<Reply> {
  const signal = AbortSignal.timeout(call.deadlineMs);
  try {
    const answer = await send(url, call, signal);
    const body = await readBody(answer, call);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body };
  } catch (error) {
    if (error instanceof OutgoingError) throw error;
    if (signal.aborted) throw new OutgoingError('timeout', 'No complete answer in time', { cause: error });
    const certificate = /^(?:CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL)/.test(codeOf(error));
    throw certificate
      ? new OutgoingError('certificate', 'The TLS connection failed', { cause: error })
      : new OutgoingError('connection', 'The connection failed', { cause: error });
  }
}

function send(url: URL, call: Exchange, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: call.method,
      headers: {
        'user-agent': 'Firecircle',
        accept: '*/*',
        ...call.headers,
        ...(call.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(call.body)) }),
      },
      signal,
      ...(call.addresses === undefined ? {} : { agent: false, lookup: only(call.addresses) }),
    });
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.end(call.body);
  });
}

/** Answers every question for an address with those that were checked. */
const only =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, done) => {
    const known = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first] = known;
    if (first === undefined) done(new Error('No address was checked'), []);
    else if (options.all) done(null, known);
    else done(null, first.address, first.family);
  };

async function readBody(answer: IncomingMessage, { maxBytes, longer }: Exchange): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  // Leaving the loop early destroys the connection.
  for await (const part of answer) {
    const bytes = Buffer.from(part);
    parts.push(bytes);
    size += bytes.length;
    if (size > maxBytes && longer === 'fail') throw new OutgoingError('too-large', 'The answer is too large');
    if (size >= maxBytes && longer === 'cut') break;
  }
  return Buffer.concat(parts).subarray(0, maxBytes).toString('utf8');
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}
