// The mail inbox of the demo: what would be mailed, read from the emulator as its owner. No rule opens these mails to an
// app, so they are shown here, on this machine alone, and codes can be copied from them.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { HOST, PROJECT } from './places.mjs';

const PAGE = readFileSync(new URL('./inbox.html', import.meta.url), 'utf8');
const SHOWN = 50;

/** Mails hold what others wrote: the page runs its own script alone, and loads nothing from anywhere else. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Serves the inbox of the Firestore emulator at `firestorePort`. Answers a function that stops it. */
export async function startInbox(port, firestorePort) {
  const server = createServer((request, response) => {
    answer(request, firestorePort)
      .catch((error) => ({ status: 502, type: 'application/json', body: JSON.stringify({ error: error.message }) }))
      .then(({ status, type, body }) => {
        response.writeHead(status, { ...HEADERS, 'Content-Type': `${type}; charset=utf-8` });
        response.end(body);
      });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: HOST, port }, resolve);
  });
  // An open page must not keep the launcher alive.
  server.unref();
  return () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
}

const plain = (status, body) => ({ status, type: 'text/plain', body });

async function answer({ method, url, headers }, firestorePort) {
  // A page of the internet may give its own name our address, and read us through it: only our own names are answered.
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host)) return plain(403, 'Open this page as 127.0.0.1');
  if (method !== 'GET') return plain(405, 'Only to be read');
  const [, html = '', script = ''] = /^([\s\S]*?)<script>([\s\S]*)<\/script>/.exec(PAGE) ?? [];
  if (url === '/') return { status: 200, type: 'text/html', body: `${html}<script src="./inbox.js"></script>` };
  if (url === '/inbox.js') return { status: 200, type: 'text/javascript', body: script };
  if (url === '/mails.json') {
    return { status: 200, type: 'application/json', body: JSON.stringify(await readMails(firestorePort)) };
  }
  return plain(404, 'There is no such page');
}

async function readMails(firestorePort) {
  const documents = `http://${HOST}:${firestorePort}/v1/projects/${PROJECT}/databases/(default)/documents`;
  const response = await fetch(`${documents}:runQuery`, {
    method: 'POST',
    headers: { Authorization: 'Bearer owner', 'Content-Type': 'application/json' },
    body: JSON.stringify({
      structuredQuery: {
        from: [{ collectionId: 'mail' }],
        orderBy: [{ field: { fieldPath: 'createdAt' }, direction: 'DESCENDING' }],
        limit: SHOWN,
      },
    }),
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new Error(`Firestore answered ${response.status}`);
  return (await response.json()).flatMap(({ document }) => (document ? [mailOf(document)] : []));
}

function mailOf({ name, fields = {} }) {
  const text = (value) => value?.stringValue ?? '';
  const message = fields.message?.mapValue?.fields;
  const delivery = fields.delivery?.mapValue?.fields;
  return {
    id: name.split('/').at(-1),
    to: text(fields.to),
    at: fields.createdAt?.timestampValue ?? '',
    subject: text(message?.subject),
    text: text(message?.text),
    html: text(message?.html),
    state: text(delivery?.state),
    error: text(delivery?.error),
    forgotten: message === undefined,
  };
}
