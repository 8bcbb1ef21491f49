import * as z from 'zod/mini';

/** Who may call a verb. Every verb needs an account that is not banned; `admin` needs that role too. */
export type Who = 'user' | 'admin';

/** A verb that needs the server, as plain data. Types, validation on both sides and common tests derive from it. */
interface Verb {
  readonly input: z.ZodMiniType;
  readonly output: z.ZodMiniType;
  readonly who: Who;
}

export type Verbs = Readonly<Record<string, Verb>>;

/** Forces every verb of a table to have its handler, with exactly the verb's input and output. */
export type Handlers<Table extends Verbs, Context> = {
  readonly [Name in keyof Table]: (
    context: Context,
    input: z.output<Table[Name]['input']>,
  ) => Promise<z.input<Table[Name]['output']>>;
};

/** The body of a callable function: one function per domain, the verb named inside. The response is the bare output. */
export const callRequest = z.object({ verb: z.string(), input: z.unknown() });
export type CallRequest = z.output<typeof callRequest>;

/** What an error of a callable function carries in `details`, beside Firebase's code and the public sentence. */
export const errorDetails = z.object({
  reason: z.optional(z.string()),
  retryAfterMs: z.optional(z.number().check(z.nonnegative())),
  requestId: z.optional(z.string()),
});
export type ErrorDetails = z.output<typeof errorDetails>;
