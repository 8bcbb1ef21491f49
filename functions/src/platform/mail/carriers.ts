/** Who carries our mails to other hosts: Resend or any SMTP server; in a demo project nobody, they stay in its inbox. */
import { isDemoProject, setting } from '../config.ts';

export interface Letter {
  /** The same for every try, so that a carrier that knows it does not deliver twice. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Where a letter went, and the carrier's own id for it. */
export interface Carried {
  readonly carrier: 'resend' | 'smtp' | 'inbox';
  readonly messageId: string | null;
}

const deadlineMs = 20_000;

/** The name that mails are signed with. */
export const appName = (): string => setting('FIRECIRCLE_APP_NAME') ?? 'Firecircle';

function sender(): string {
  const from = setting('MAIL_FROM');
  if (from !== undefined) return from;
  if (isDemoProject) return `${appName()} <no-reply@firecircle.example>`;
  throw new Error('MAIL_FROM must be set to the address that mails come from');
}

/** Hands a letter over. @throws when it was not taken; the sentence may be shown to an operator */
export async function carry(letter: Letter): Promise<Carried> {
  const resendKey = setting('RESEND_API_KEY');
  if (resendKey !== undefined) return byResend(letter, resendKey);
  const smtp = setting('SMTP_URL');
  if (smtp !== undefined) return bySmtp(letter, smtp);
  if (isDemoProject) return { carrier: 'inbox', messageId: null };
  throw new Error('Neither RESEND_API_KEY nor SMTP_URL is set: nobody carries mails');
}

/** Its client does not throw: what went wrong is in the answer. It reads RESEND_BASE_URL itself. */
async function byResend({ id, to, subject, text, html }: Letter, key: string): Promise<Carried> {
  const { Resend } = await import('resend');
  const sent = new Resend(key).emails.send(
    { from: sender(), to: [to], subject, text, html },
    { idempotencyKey: `mail-${id}` },
  );
  const { data, error } = await inTime(sent);
  if (error !== null) throw new Error(`Resend: ${error.message}`);
  return { carrier: 'resend', messageId: data.id };
}

async function bySmtp({ id, to, subject, text, html }: Letter, url: string): Promise<Carried> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ url, connectionTimeout: deadlineMs, socketTimeout: deadlineMs });
  try {
    const { messageId } = await inTime(
      transport.sendMail({
        from: sender(),
        // An object is one address, whatever it contains; a text would be split at its commas.
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: `<${id}@mail.firecircle>`,
      }),
    );
    return { carrier: 'smtp', messageId };
  } finally {
    transport.close();
  }
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The carrier did not answer in time')), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
