import { AsyncLocalStorage } from 'node:async_hooks';
import { write } from 'firebase-functions/logger';
import { setting } from './config.ts';

type Severity = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

const severities: readonly Severity[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];
/** LOG_LEVEL in the words of the loggers that people know. */
const levels: ReadonlyMap<string, Severity> = new Map([
  ['debug', 'DEBUG'],
  ['info', 'INFO'],
  ['warn', 'WARNING'],
  ['warning', 'WARNING'],
  ['error', 'ERROR'],
]);

/** A word that is no level of ours means the default: no backend stays down for the sake of its log. */
const lowest = severities.indexOf(levels.get(setting('LOG_LEVEL')?.toLowerCase() ?? 'info') ?? 'INFO');

type Fields = Readonly<Record<string, unknown>>;

const ofRequest = new AsyncLocalStorage<Fields>();

/** Runs something whose every log entry carries these fields, also what it leaves running. */
export const withLogFields = <Result>(fields: Fields, run: () => Result): Result => ofRequest.run(fields, run);

/** One structured Cloud Logging entry, unless LOG_LEVEL is above its severity. Never give it a token, an e-mail or a body. */
export function log(severity: Severity, message: string, fields: Fields = {}): void {
  if (severities.indexOf(severity) < lowest) return;
  write({ severity, message, ...ofRequest.getStore(), ...fields });
}

/** An error and its causes as plain data, so that the stack stays in the log and out of the answer. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const fields: Record<string, unknown> = { error: error.message, stack: error.stack };
  if (error.cause !== undefined) fields.cause = errorFields(error.cause);
  return fields;
}
