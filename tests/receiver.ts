import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** A receiver of webhooks as a stranger would write one: a real HTTP server, and the library of Standard Webhooks. */

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The payload, when the request was signed with this secret. @throws when it was not */
  readonly verify: (secret: string) => unknown;
}

export interface Receiver {
  /** `host:port`, as `FIRECIRCLE_WEBHOOK_ALLOW` names it. */
  readonly host: string;
  /** An address of its own, so that tests share one server and no requests. */
  readonly at: (path: string) => string;
  readonly received: (path: string) => readonly Received[];
  /** How it answers at a path from now on; 200 at first. */
  readonly answer: (path: string, how: (response: ServerResponse) => void) => void;
  readonly close: () => Promise<void>;
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const all: Received[] = [];
  const answers = new Map<string, (response: ServerResponse) => void>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const { headers, url: path = '/' } = request;
      const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      all.push({ path, headers, body, verify: (secret) => new Webhook(secret).verify(body, flat) });
      const how = answers.get(path);
      if (how === undefined) response.writeHead(200).end('thanks');
      else how(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
  const host = `127.0.0.1:${address.port}`;
  return {
    host,
    at: (path) => `http://${host}${path}`,
    received: (path) => all.filter((one) => one.path === path),
    answer: (path, how) => {
      answers.set(path, how);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
