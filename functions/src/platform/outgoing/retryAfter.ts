/** What another server may make us wait at most; who asks for more is asked again after that. */
const longestWaitMs = 24 * 60 * 60 * 1000;

/** A Retry-After header, in seconds or as a date, as milliseconds from 1 second to a day; undefined when it says nothing.
 *  https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function retryAfterMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return bounded(Number(text) * 1000);
  // Parsing of dates forgives what is none; each of the header's three forms begins with a weekday.
  return /^[A-Z][a-z]{2,8},? /.test(text) ? bounded(Date.parse(text) - nowMs) : undefined;
}

/** Until a second since the epoch, within the same bounds. */
export const untilSecondMs = (text: string, nowMs: number): number | undefined =>
  /^\d+$/.test(text) ? bounded(Number(text) * 1000 - nowMs) : undefined;

const bounded = (waitMs: number): number | undefined =>
  Number.isFinite(waitMs) ? Math.min(longestWaitMs, Math.max(1000, waitMs)) : undefined;
