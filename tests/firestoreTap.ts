import { Transform } from 'node:stream';
import { Firestore } from 'firebase-admin/firestore';

/**
 * Stands between the Admin SDK's Firestore and the wire: every call passes through two methods of the client, so what
 * is counted here is what is billed, and what fails here fails as a broken connection would.
 */

export interface Cost {
  reads: number;
  writes: number;
  deletes: number;
  roundTrips: number;
}

/** What to do with one call: fail before it is sent, or lose the answer after it was carried out. */
export type Fault = 'before' | 'after' | null;
export type FaultPlan = (method: string, request: unknown) => Fault;

interface Wire {
  request(this: Firestore, method: string, request: unknown, ...rest: unknown[]): Promise<unknown>;
  requestStream(
    this: Firestore,
    method: string,
    bidirectional: boolean,
    request: unknown,
    ...rest: unknown[]
  ): Promise<NodeJS.ReadableStream>;
}

export interface Tap {
  readonly cost: Cost;
  plan: FaultPlan;
  /** What a call waits for before it is sent; null = nothing. */
  hold: (method: string) => Promise<void> | null;
  remove(): void;
}

const lengthOf = (request: unknown, field: string): number => {
  const list: unknown = request !== null && typeof request === 'object' ? Reflect.get(request, field) : undefined;
  return Array.isArray(list) ? list.length : 0;
};

function deletesOf(request: unknown): number {
  const writes: unknown = request !== null && typeof request === 'object' ? Reflect.get(request, 'writes') : undefined;
  return Array.isArray(writes)
    ? writes.filter((write) => write.delete !== undefined && write.delete !== null).length
    : 0;
}

/** An error as gRPC gives it. */
function grpcError(code: number, message: string): Error {
  return Object.assign(new Error(message), { code });
}

const unavailable = () => grpcError(14, 'The connection broke');

export function tapFirestore(): Tap {
  const wire = Firestore.prototype as unknown as Wire;
  const { request, requestStream } = wire;
  const tap: Tap = {
    cost: { reads: 0, writes: 0, deletes: 0, roundTrips: 0 },
    plan: () => null,
    hold: () => null,
    remove() {
      wire.request = request;
      wire.requestStream = requestStream;
    },
  };
  wire.request = async function (method, sent, ...rest) {
    const fault = tap.plan(method, sent);
    tap.cost.roundTrips += 1;
    if (fault === 'before') throw unavailable();
    const held = tap.hold(method);
    if (held !== null) await held;
    const answer = await request.call(this, method, sent, ...rest);
    if (method === 'commit' || method === 'batchWrite') {
      const deletes = deletesOf(sent);
      tap.cost.deletes += deletes;
      tap.cost.writes += lengthOf(sent, 'writes') - deletes;
    }
    if (fault === 'after') throw unavailable();
    return answer;
  };
  wire.requestStream = async function (method, bidirectional, sent, ...rest) {
    const fault = tap.plan(method, sent);
    tap.cost.roundTrips += 1;
    if (fault === 'before') throw unavailable();
    const stream = await requestStream.call(this, method, bidirectional, sent, ...rest);
    if (method === 'batchGetDocuments') {
      tap.cost.reads += lengthOf(sent, 'documents');
      return stream;
    }
    if (method !== 'runQuery' && method !== 'runAggregationQuery') return stream;
    let documents = 0;
    const counted = new Transform({
      objectMode: true,
      transform(chunk, _, done) {
        if (chunk.document) documents += 1;
        done(null, chunk);
      },
      flush(done) {
        // A query that finds nothing is billed as one read.
        tap.cost.reads += Math.max(1, documents);
        done();
      },
    });
    stream.on('error', (error) => counted.destroy(error));
    return stream.pipe(counted);
  };
  return tap;
}

/** What running `flow` cost, counted at the client. */
export async function costOf(flow: () => Promise<unknown>): Promise<Cost> {
  const tap = tapFirestore();
  try {
    await flow();
    return tap.cost;
  } finally {
    tap.remove();
  }
}
