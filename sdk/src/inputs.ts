import * as z from 'zod/mini';
import { FirecircleError } from './errors.ts';

/** @throws invalid-argument, naming the first field that is wrong */
export function parseInput<Schema extends z.ZodMiniType>(schema: Schema, input: z.input<Schema>): z.output<Schema> {
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  const message = issue?.message ?? 'invalid';
  // A sentence may name its field itself.
  const named = path !== '' && message.startsWith(path);
  throw new FirecircleError('invalid-argument', named ? message : `${path === '' ? 'input' : path}: ${message}`, {
    reason: 'invalid-input',
    cause: parsed.error,
  });
}
