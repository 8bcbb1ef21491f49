import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Exchange, exchange, OutgoingError } from '../../functions/src/platform/outgoing/exchange.ts';

/** One exchange with another server, which may behave as it likes. */

const call: Exchange = { method: 'POST', headers: {}, body: 'hello', deadlineMs: 500, maxBytes: 100, longer: 'fail' };

let port: number;
let server: Server;
const seen: Array<{ url: string; host: string; body: string }> = [];
const answers: Record<string, (response: ServerResponse) => void> = {
  '/ok': (response) => response.end('fine'),
  '/exact': (response) => response.end('x'.repeat(100)),
  '/long': (response) => response.end('x'.repeat(101)),
  '/endless': (response) => {
    const more = () => {
      if (!response.destroyed && response.write('y'.repeat(1000))) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  },
  '/redirect': (response) => response.writeHead(301, { location: '/ok' }).end(),
  '/cookie': (response) => response.writeHead(200, { 'set-cookie': 'a=b' }).end(),
  '/silent': () => undefined,
  '/half': (response) => {
    response.writeHead(200, { 'content-length': '50' }).write('half');
  },
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': '50' }).write('half', () => response.destroy());
  },
};

const listening = (of: TcpServer): Promise<number> =>
  new Promise((resolve, reject) => {
    of.listen(0, '127.0.0.1', () => {
      const address = of.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port'));
      else resolve(address.port);
    });
  });

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen.push({ url: request.url ?? '', host: request.headers.host ?? '', body });
    answers[request.url ?? '']?.(response);
  });
  port = await listening(server);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const at = (path: string, how: Partial<Exchange> = {}) =>
  exchange(new URL(`http://127.0.0.1:${port}${path}`), { ...call, ...how });
const reasonOf = (path: string, how: Partial<Exchange> = {}) =>
  at(path, how).then(
    ({ status }) => status,
    (error: unknown) => (error instanceof OutgoingError ? error.reason : String(error)),
  );

describe('an answer', () => {
  test('comes with its status, headers and text', async () => {
    expect(await at('/ok')).toMatchObject({ status: 200, body: 'fine' });
    expect(seen.at(-1)).toEqual({ url: '/ok', host: `127.0.0.1:${port}`, body: 'hello' });
  });

  test('may be as long as it is allowed to be, and no byte longer', async () => {
    expect(await reasonOf('/exact')).toBe(200);
    expect(await reasonOf('/long')).toBe('too-large');
    expect(await reasonOf('/endless')).toBe('too-large');
    expect((await at('/long', { longer: 'cut' })).body).toBe('x'.repeat(100));
    expect((await at('/endless', { longer: 'cut' })).body).toBe('y'.repeat(100));
  });

  test('that sends us elsewhere is not followed, and no cookie is kept', async () => {
    const before = seen.length;
    expect(await reasonOf('/redirect')).toBe(301);
    expect(await reasonOf('/cookie')).toBe(200);
    expect(seen.slice(before).map(({ url }) => url)).toEqual(['/redirect', '/cookie']);
  });

  test('that does not come, or not to its end, is waited for until the deadline', async () => {
    const from = performance.now();
    expect(await reasonOf('/silent')).toBe('timeout');
    expect(await reasonOf('/half')).toBe('timeout');
    expect(performance.now() - from).toBeLessThan(5000);
    expect(await reasonOf('/cut')).toBe('connection');
  });

  test('of nobody is a failed connection', async () => {
    const other = createTcpServer();
    const free = await listening(other);
    await new Promise((resolve) => other.close(resolve));
    const calling = exchange(new URL(`http://127.0.0.1:${free}/`), call);
    await expect(calling).rejects.toMatchObject({ reason: 'connection' });
  });
});

describe('addresses that were checked', () => {
  test('are connected to whatever the name resolves to, and the name stays in the request', async () => {
    const url = new URL(`http://receiver.example.com:${port}/ok`);
    expect(await exchange(url, { ...call, addresses: ['127.0.0.1'] })).toMatchObject({ status: 200 });
    expect(seen.at(-1)?.host).toBe(`receiver.example.com:${port}`);
  });

  test('are the only ones: localhost is not where a checked address is not', async () => {
    const before = seen.length;
    // 127.0.0.2 is this machine too, and nothing listens there.
    const url = new URL(`http://localhost:${port}/ok`);
    const elsewhere = exchange(url, { ...call, addresses: ['127.0.0.2'] });
    await expect(elsewhere).rejects.toMatchObject({ reason: expect.stringMatching(/^(connection|timeout)$/) });
    await expect(exchange(url, { ...call, addresses: [] })).rejects.toMatchObject({ reason: 'connection' });
    expect(seen).toHaveLength(before);
  });

  test('keep the name in TLS, and its certificate is asked for', async () => {
    const names: string[] = [];
    const secure = createTlsServer({
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    secure.on('tlsClientError', () => undefined);
    const securePort = await listening(secure);
    const url = new URL(`https://receiver.example.com:${securePort}/`);
    const failed = await exchange(url, { ...call, addresses: ['127.0.0.1'] }).catch((error: unknown) => error);
    secure.close();
    expect(failed).toBeInstanceOf(OutgoingError);
    expect(names).toEqual(['receiver.example.com']);
  });
});
