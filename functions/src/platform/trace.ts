import { projectId } from './config.ts';

/** `trace id/span id in decimal;o=options`, as Google's front ends write it. */
const cloudTrace = /^([\da-f]{32})\/(\d{1,20})(?:;o=([0-3]))?$/i;
/** W3C Trace Context, which OpenTelemetry sends. */
const traceParent = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;

/** The fields by which Cloud Logging joins an entry to the trace of the request that it was written for; none when the
 *  request names no trace. When both headers are there, the one counts that firebase-functions believes: it writes the
 *  same trace (and no span) into entries of deployed functions by itself, under the same key. */
export function traceFields(header: (name: string) => string | undefined): Readonly<Record<string, unknown>> {
  const cloud = cloudTrace.exec(header('X-Cloud-Trace-Context') ?? '');
  if (cloud?.[1] !== undefined && cloud[2] !== undefined) {
    const span = BigInt.asUintN(64, BigInt(cloud[2])).toString(16).padStart(16, '0');
    return fieldsOf(cloud[1], span, cloud[3] !== undefined && cloud[3] !== '0');
  }
  const [, trace, span, flags] = traceParent.exec(header('traceparent') ?? '') ?? [];
  if (trace === undefined || span === undefined || flags === undefined) return {};
  return fieldsOf(trace, span, (Number.parseInt(flags, 16) & 1) === 1);
}

const fieldsOf = (trace: string, span: string, sampled: boolean) => ({
  'logging.googleapis.com/trace': `projects/${projectId}/traces/${trace}`,
  'logging.googleapis.com/spanId': span,
  'logging.googleapis.com/trace_sampled': sampled,
});
