import { write } from 'firebase-functions/logger';

type Severity = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** One structured Cloud Logging entry. Never give it a token, an e-mail or a body. */
export function log(severity: Severity, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  write({ severity, message, ...fields });
}

/** An error and its causes as plain data, so that the stack stays in the log and out of the answer. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const fields: Record<string, unknown> = { error: error.message, stack: error.stack };
  if (error.cause !== undefined) fields.cause = errorFields(error.cause);
  return fields;
}
