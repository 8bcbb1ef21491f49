import type * as z from 'zod/mini';
import { FirecircleError } from './errors.ts';

/** @throws invalid-argument, naming the first field that is wrong */
export function parseInput<Input, Parsed>(schema: z.ZodMiniType<Parsed, Input>, input: Input): Parsed {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new FirecircleError('invalid-argument', `${path === '' ? 'input' : path}: ${issue?.message ?? 'invalid'}`, {
    reason: 'invalid-input',
    cause: parsed.error,
  });
}
