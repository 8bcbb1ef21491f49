/**
 * A local stand-in for the five platforms, for development and tests: one server, each platform under its name.
 * Any access token that begins with `fake-` is an account of its own, made at first sight; `fake-expired-…` is over until
 * it is renewed with `fake-refresh-…` of the same rest, `fake-limited-…` is asked to wait, `fake-hidden-…` tells nothing.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { platformsEnvironment } from '../setup/platforms.mjs';
import { type Accounts, apis, type FakeAccount, type FakeAnswer, type FakePlatform, fakePlatforms } from './apis.ts';

/** Something that a platform does instead of answering. */
export type Trouble =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'drip' };

export interface FakeCall {
  readonly platform: FakePlatform;
  readonly path: string;
}

export interface FakePlatforms {
  readonly url: string;
  /** An account of its own, with tokens that nobody else has. */
  account(platform: FakePlatform, fields?: Partial<FakeAccount>): FakeAccount;
  /** What the platform does at the next calls for this account, one after the other. */
  trouble(account: FakeAccount, ...troubles: Trouble[]): void;
  /** Holds the next call for this account until the returned function is called. */
  hold(account: FakeAccount): { readonly arrived: Promise<void>; readonly release: () => void };
  /** The calls that were made for an account, oldest first. */
  callsFor(account: FakeAccount): readonly FakeCall[];
  /** What functions must be told to meet this fake and not the real platforms. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

interface State {
  readonly account: FakeAccount;
  readonly troubles: Array<
    Trouble | { readonly kind: 'hold'; readonly gate: Promise<void>; readonly arrive: () => void }
  >;
  readonly calls: FakeCall[];
}

export async function startFakePlatforms(port = 0): Promise<FakePlatforms> {
  const states = new Set<State>();
  const stateOf = (account: FakeAccount): State => {
    for (const state of states) if (state.account === account) return state;
    throw new Error('This account is none of this fake');
  };
  let made = 0;

  const add = (platform: FakePlatform, fields: Partial<FakeAccount>): FakeAccount => {
    made += 1;
    const name = `${platform}-${made}`;
    const account: FakeAccount = {
      platform,
      id: String(1000 + made),
      handle: `${name}-handle`,
      followers: 1000,
      media: [],
      hidden: false,
      accessToken: `access-${name}`,
      refreshToken: `refresh-${name}`,
      expired: false,
      renewals: 0,
      ...fields,
    };
    states.add({ account, troubles: [], calls: [] });
    return account;
  };

  const find = (platform: FakePlatform, has: (account: FakeAccount) => boolean): State | undefined => {
    for (const state of states) if (state.account.platform === platform && has(state.account)) return state;
    return undefined;
  };
  const byToken = (platform: FakePlatform, token: string): State | undefined =>
    find(platform, (account) => account.accessToken === token || account.refreshToken === token) ??
    atFirstSight(platform, token);

  /** The accounts of development: figures that a name always gets. */
  const atFirstSight = (platform: FakePlatform, token: string): State | undefined => {
    const [, rest] = /^fake-(?:refresh-)?(.+)$/.exec(token) ?? [];
    if (rest === undefined) return undefined;
    const number = createHash('sha256').update(`${platform}/${rest}`).digest().readUInt32BE(0);
    const followers = 500 + (number % 90_000);
    const account = add(platform, {
      handle: rest,
      followers,
      hidden: rest.startsWith('hidden-'),
      expired: rest.startsWith('expired-'),
      media: [3, 5, 4].map((percent) => ({
        likes: Math.round((followers * percent) / 100),
        comments: Math.round(followers / 500),
      })),
      accessToken: `fake-${rest}`,
      refreshToken: `fake-refresh-${rest}`,
    });
    return stateOf(account);
  };

  const accounts: Accounts = {
    byAccess: (platform, token) => find(platform, (one) => one.accessToken === token && !one.expired)?.account,
    byRefresh: (platform, token) => find(platform, (one) => one.refreshToken === token)?.account,
    renew: (account, rotate) => {
      account.renewals += 1;
      account.expired = false;
      account.accessToken = `${account.accessToken.replace(/~\d+$/, '')}~${account.renewals}`;
      if (rotate) account.refreshToken = `${account.refreshToken.replace(/~\d+$/, '')}~${account.renewals}`;
    },
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const [, name = '', path = ''] = /^\/([a-z]+)(\/.*)$/.exec(url.pathname) ?? [];
    const platform = fakePlatforms.find((known) => known === name);
    const text = await textOf(request);
    if (platform === undefined) return answer(response, { status: 404, body: { error: 'There is no such platform' } });
    const form = new URLSearchParams(text);
    const { authorization } = request.headers;
    const clientId = request.headers['client-id'];
    const token =
      form.get('refresh_token') ?? url.searchParams.get('access_token') ?? authorization?.replace(/^Bearer /, '') ?? '';
    const state = byToken(platform, token);
    state?.calls.push({ platform, path });
    const trouble = state?.troubles.shift();
    if (trouble !== undefined) {
      if (trouble.kind === 'hold') {
        trouble.arrive();
        await trouble.gate;
      } else return suffer(response, trouble);
    }
    if (state?.account.handle.startsWith('limited-'))
      return suffer(response, { kind: 'answer', status: 429, headers: { 'retry-after': '60' } });
    const asked = { method: request.method ?? 'GET', path, query: url.searchParams, form, authorization };
    answer(
      response,
      apis[platform]({ ...asked, clientId: typeof clientId === 'string' ? clientId : undefined }, accounts),
    );
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake has no port');
  const url = `http://127.0.0.1:${address.port}`;

  return {
    url,
    account: (platform, fields = {}) => add(platform, fields),
    trouble: (account, ...troubles) => {
      stateOf(account).troubles.push(...troubles);
    },
    hold: (account) => {
      let release: () => void = () => undefined;
      let arrive: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      stateOf(account).troubles.push({ kind: 'hold', gate, arrive });
      return { arrived, release };
    },
    callsFor: (account) => stateOf(account).calls,
    environment: platformsEnvironment(url),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

function answer(response: ServerResponse, { status, body }: FakeAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function suffer(response: ServerResponse, trouble: Trouble): void {
  switch (trouble.kind) {
    case 'answer':
      response
        .writeHead(trouble.status, { 'content-type': 'application/json', ...trouble.headers })
        .end(trouble.body ?? '{}');
      return;
    case 'reset':
      response.destroy();
      return;
    case 'drip':
      // The beginning of an answer that never ends.
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":');
      return;
    case 'hang':
  }
}
