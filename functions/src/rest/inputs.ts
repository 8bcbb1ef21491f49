import { z } from '@hono/zod-openapi';
import type * as mini from 'zod/mini';

interface Described {
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly example: string;
}

/** A text that the verb tables judge: one rule for the SDK and every contract, described for OpenAPI here. */
export const judgedBy = (schema: mini.ZodMiniType<string, string>, described: Described) =>
  z
    .string()
    .transform((text, context) => {
      const judged = schema.safeParse(text);
      if (judged.success) return judged.data;
      for (const { message } of judged.error.issues) context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .openapi({ type: 'string', ...described });
