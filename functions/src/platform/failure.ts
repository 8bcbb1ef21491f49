/** Firebase's error vocabulary: one word for what went wrong, the same in REST, callables and the SDK. */
export type FailureCode =
  | 'invalid-argument'
  | 'unauthenticated'
  | 'permission-denied'
  | 'not-found'
  | 'already-exists'
  | 'failed-precondition'
  | 'resource-exhausted'
  | 'aborted'
  | 'unavailable'
  | 'internal';

/** One thing that is wrong with an input. `path` is dotted, empty for the input as a whole. */
export interface Issue {
  readonly path: string;
  readonly message: string;
  /** For contracts whose answers say more: the rule that does not hold, and what it was held against. */
  readonly rule?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

export interface FailureDetail {
  /** Our own finer word, stable and machine-readable, e.g. `content-not-found`. */
  readonly reason?: string;
  readonly retryAfterMs?: number;
  /** For `invalid-argument`: everything that is wrong, not the first thing alone. */
  readonly issues?: readonly Issue[];
  /** For the log only; never part of an answer. */
  readonly cause?: unknown;
}

/** The one error of the house. `message` is a sentence for the caller; `cause` is for the log. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly reason: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly issues: readonly Issue[];

  constructor(code: FailureCode, message: string, detail: FailureDetail = {}) {
    super(message, { cause: detail.cause });
    this.name = 'Failure';
    this.code = code;
    this.reason = detail.reason;
    this.retryAfterMs = detail.retryAfterMs;
    this.issues = detail.issues ?? [];
  }
}

export const unauthenticated = (reason: string, cause?: unknown): Failure =>
  new Failure('unauthenticated', 'Unauthorized', { reason, cause });
