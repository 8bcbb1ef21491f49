import { codeRef } from '../../functions/src/domains/identity/codes/documents.ts';
import { type Mail, mails } from '../../functions/src/domains/mail/documents.ts';
import type { CodeType } from '../../sdk/src/verbs/identity.ts';

/** What was written to an address, and the codes in it. */

export async function mailsTo(email: string): Promise<Mail[]> {
  const found = await mails().where('to', '==', email.toLowerCase()).get();
  const at = ({ createdAt }: Mail): number => ('toMillis' in createdAt ? createdAt.toMillis() : 0);
  return found.docs.map((document) => document.data()).sort((one, other) => at(other) - at(one));
}

const subjects: Readonly<Record<CodeType, RegExp>> = {
  'sign-in': /^(\d{6}) is your sign-in code$/,
  'email-verification': /^(\d{6}) confirms your e-mail address$/,
  'forget-password': /^(\d{6}) is your code for a new password$/,
};

/** The newest code of a type that was mailed to an address. */
export async function codeFor(email: string, type: CodeType): Promise<string> {
  for (const { message } of await mailsTo(email)) {
    const code = subjects[type].exec(message?.subject ?? '')?.[1];
    if (code !== undefined) return code;
  }
  throw new Error(`No code of type ${type} was mailed to ${email}`);
}

/** A code that is not this one. */
export const otherThan = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** Lets the live code of an address be as old as it may. */
export async function expire(email: string, type: CodeType): Promise<void> {
  const { Timestamp } = await import('firebase-admin/firestore');
  await codeRef(email.toLowerCase(), type).update({ validUntil: Timestamp.fromMillis(Date.now() - 1) });
}
