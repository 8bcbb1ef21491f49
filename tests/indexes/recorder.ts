import { appendFileSync, mkdirSync } from 'node:fs';
import http2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { Browser, Request } from 'playwright-core';
import { logFolder } from './folder.ts';

/**
 * Writes down every query that leaves this process, for no emulator asks whether a query has its index.
 *
 * Both SDKs speak gRPC in Node, which is HTTP/2: each message of the methods that carry a query is written to a file of
 * this process as it was sent, once. What it asks is read later (log.ts). This module works where it is imported: as a
 * setup file of vitest, or in any Node process by `NODE_OPTIONS=--import=<this file>`.
 */

const methods = /\/google\.firestore\.v1\.Firestore\/(RunQuery|RunAggregationQuery|Listen)$/;
const recording = Symbol.for('firecircle.recording');
const written = new Set<string>();

function write(line: string): void {
  if (written.has(line)) return;
  written.add(line);
  const folder = logFolder();
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}-${threadId}.jsonl`), `${line}\n`);
}

/** Takes whole messages out of a stream: each has a byte of flags and four of length before it. */
function recordStream(stream: ClientHttp2Stream, method: string): void {
  let pending = Buffer.alloc(0);
  stream.write = new Proxy(stream.write, {
    apply(target, self, sent) {
      pending = Buffer.concat([pending, Buffer.from(sent[0])]);
      while (pending.length >= 5 && pending.length >= 5 + pending.readUInt32BE(1)) {
        const end = 5 + pending.readUInt32BE(1);
        write(JSON.stringify({ method, message: pending.subarray(5, end).toString('base64') }));
        pending = pending.subarray(end);
      }
      return Reflect.apply(target, self, sent);
    },
  });
}

function recordSession(session: ClientHttp2Session): void {
  session.request = new Proxy(session.request, {
    apply(target, self, sent) {
      const stream: ClientHttp2Stream = Reflect.apply(target, self, sent);
      const method = methods.exec(String(sent[0]?.[':path']))?.[1];
      if (method) recordStream(stream, method);
      return stream;
    },
  });
}

if (!Reflect.has(http2, recording)) {
  const connect = new Proxy(http2.connect, {
    apply(target, self, args) {
      const session: ClientHttp2Session = Reflect.apply(target, self, args);
      recordSession(session);
      return session;
    },
  });
  Object.assign(http2, { connect, [recording]: true });
}

/**
 * Writes down the queries of a browser's pages too, where the SDK speaks HTTP/1: WebChannel for what is listened to
 * (a form whose fields are JSON), plain JSON for what is asked once.
 */
export function recordBrowser(browser: Browser): void {
  browser.on('context', (context) => context.on('request', recordRequest));
}

function recordRequest(request: Request): void {
  const body = request.postData();
  if (!body) return;
  const { pathname } = new URL(request.url());
  const method = /:(runQuery|runAggregationQuery)$/.exec(pathname)?.[1];
  if (method) write(JSON.stringify({ method, json: JSON.parse(body) }));
  if (!pathname.endsWith('/google.firestore.v1.Firestore/Listen/channel')) return;
  for (const [field, value] of new URLSearchParams(body))
    if (/^req\d+___data__$/.test(field)) write(JSON.stringify({ method: 'Listen', json: JSON.parse(value) }));
}
