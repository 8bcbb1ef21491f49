/** Firebase's vocabulary of error codes, without the prefix of a product. */
const errorCodes = [
  'cancelled',
  'unknown',
  'invalid-argument',
  'deadline-exceeded',
  'not-found',
  'already-exists',
  'permission-denied',
  'resource-exhausted',
  'failed-precondition',
  'aborted',
  'out-of-range',
  'unimplemented',
  'internal',
  'unavailable',
  'data-loss',
  'unauthenticated',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export interface FirecircleErrorOptions {
  reason?: string | undefined;
  retryAfterMs?: number | undefined;
  requestId?: string | undefined;
  cause?: unknown;
}

/**
 * The one error that Firecircle throws and hands to `onError`.
 *
 * `code` says what kind of failure it is, in Firebase's vocabulary; `reason` says which one, as a stable word:
 * `content-not-found`, `anonymous`, `banned`, `signed-out`, `blocked`, `too-many-changes`, `offline`, `bad-cursor`.
 * `retryAfterMs` is how long to wait before another try can succeed; `requestId` finds the call in the server's log.
 */
export class FirecircleError extends Error {
  override readonly name = 'FirecircleError';
  readonly code: ErrorCode;
  readonly reason?: string;
  readonly retryAfterMs?: number;
  readonly requestId?: string;

  constructor(code: ErrorCode, message: string, options: FirecircleErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (options.reason !== undefined) this.reason = options.reason;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.requestId !== undefined) this.requestId = options.requestId;
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return errorCodes.some((known) => known === code);
}

/** Firestore says `unavailable`, Functions `functions/unavailable`, Auth has names of its own. */
function codeOf(error: unknown): ErrorCode {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return 'unknown';
  if (error.code === 'auth/network-request-failed') return 'unavailable';
  const code = error.code.slice(error.code.indexOf('/') + 1);
  return isErrorCode(code) ? code : 'unknown';
}

export function toFirecircleError(error: unknown, options: FirecircleErrorOptions = {}): FirecircleError {
  if (error instanceof FirecircleError) return error;
  const message = error instanceof Error ? error.message : 'The call failed for an unknown reason.';
  return new FirecircleError(codeOf(error), message, { ...options, cause: error });
}

export function contentNotFound(cause?: unknown): FirecircleError {
  return new FirecircleError('not-found', 'There is no such content, or it is not visible.', {
    reason: 'content-not-found',
    cause,
  });
}
