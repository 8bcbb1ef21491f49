import { createServer, request } from 'node:http';

/** Stands between this process and the Auth emulator, and writes down which of its endpoints are called. */
export interface AuthTap {
  /** Since the last look: method and path of each call, without uids. */
  calls(): string[];
  close(): Promise<void>;
}

export async function tapAuth(): Promise<AuthTap> {
  const emulator = process.env.FIREBASE_AUTH_EMULATOR_HOST ?? '';
  const [host, port] = emulator.split(':');
  let seen: string[] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url?.split('?')[0]}`);
    const { method, url: path, headers } = incoming;
    const onwards = request({ host, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onwards.once('error', () => outgoing.destroy());
    incoming.pipe(onwards);
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The tap has no port');
  process.env.FIREBASE_AUTH_EMULATOR_HOST = `127.0.0.1:${address.port}`;
  return {
    calls() {
      const before = seen;
      seen = [];
      return before;
    },
    close() {
      process.env.FIREBASE_AUTH_EMULATOR_HOST = emulator;
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
