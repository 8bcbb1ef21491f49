import * as z from 'zod/mini';

/** Who may call a verb. `user` is an account in good standing, `admin` one with that role too; `anyone` need not be signed
 *  in, which signing up and signing in are for. */
export type Who = 'anyone' | 'user' | 'admin';

/** A verb that needs the server, as plain data. Types, validation on both sides and common tests derive from it. */
export interface Verb {
  readonly input: z.ZodMiniType;
  readonly output: z.ZodMiniType;
  readonly who: Who;
}

export type Verbs = Readonly<Record<string, Verb>>;

/** Forces every verb of a table to have its handler, with exactly the verb's input and output. The caller of a verb for
 *  anyone may be null. `address` is the caller's own, for limits. */
export type Handlers<Table extends Verbs, Caller> = {
  readonly [Name in keyof Table]: (
    caller: Table[Name]['who'] extends 'anyone' ? Caller | null : Caller,
    input: z.output<Table[Name]['input']>,
    address: string,
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
