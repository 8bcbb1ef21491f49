import type { CodeType } from '../identity/codes/documents.ts';
import type { Delivery, Message } from './documents.ts';

/** What our mails say. Pure: the same words give the same mail. */

interface Words {
  readonly subject: string;
  /** Sentences before the code. */
  readonly before: readonly string[];
  readonly code?: string;
  readonly after: readonly string[];
}

const unasked = 'If you did not ask for it, you can ignore this mail: without the code nothing happens.';

const wordsOfCode: Readonly<Record<CodeType, { readonly does: string; readonly subject: string }>> = {
  'sign-in': { does: 'to sign in', subject: 'is your sign-in code' },
  'email-verification': { does: 'to confirm your e-mail address', subject: 'confirms your e-mail address' },
  'forget-password': { does: 'to choose a new password', subject: 'is your code for a new password' },
};

/** The mail that carries a one-time code. The code stands in the subject too, where a phone shows it at once. */
export function codeMail(app: string, type: CodeType, code: string, lifetimeMinutes: number): Message {
  const { does, subject } = wordsOfCode[type];
  return compose(app, {
    subject: `${code} ${subject}`,
    before: [`Enter this code ${does}:`],
    code,
    after: [`It works once, within ${lifetimeMinutes} minutes. Nobody at ${app} will ever ask you for it.`, unasked],
  });
}

/** What happened to an account that its owner ought to know. */
export type Notice = 'password-changed' | 'address-proved';

const wordsOfNotice: Readonly<Record<Notice, (app: string) => Words>> = {
  'password-changed': (app) => ({
    subject: `Your ${app} password was changed`,
    before: ['The password of your account was changed, and every device was signed out.'],
    after: ['If it was not you, ask for a new password now: the code for it comes to this address.'],
  }),
  'address-proved': (app) => ({
    subject: `Your ${app} account is confirmed`,
    before: [
      'You proved that this address is yours.',
      'Anybody could have signed up with it before. So every way in that was set up before is closed: the earlier ' +
        'password, linked accounts and every device that was signed in.',
    ],
    after: ['You can sign in with a code at any time, or choose a new password with one.'],
  }),
};

export const noticeMail = (app: string, notice: Notice): Message => compose(app, wordsOfNotice[notice](app));

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** A line break in a subject would end the mail's header. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function compose(app: string, { subject, before, code, after }: Words): Message {
  const paragraph = (text: string) =>
    `<p style="margin:0 0 16px;font-size:16px;line-height:24px;color:#24262b">${escaped(text)}</p>`;
  const box =
    code === undefined
      ? ''
      : `<p style="margin:8px 0 24px;padding:16px;border-radius:12px;background:#f1f3f5;text-align:center;font:600 32px/40px ui-monospace,Menlo,Consolas,monospace;letter-spacing:8px;color:#1a1b1e">${escaped(code)}</p>`;
  return {
    subject: oneLine(subject),
    text: [...before, ...(code === undefined ? [] : [code]), ...after, app].join('\n\n'),
    html: [
      '<!doctype html><html lang="en"><head><meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>${escaped(oneLine(subject))}</title></head>`,
      '<body style="margin:0;padding:24px 12px;background:#f8f9fa;font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif">',
      '<div style="max-width:480px;margin:0 auto;padding:32px 24px;border-radius:16px;background:#ffffff">',
      `<p style="margin:0 0 24px;font-size:18px;font-weight:700;color:#1a1b1e">${escaped(app)}</p>`,
      ...before.map(paragraph),
      box,
      ...after.map(paragraph),
      '</div></body></html>',
    ].join(''),
  };
}

/** How long after its n-th failed try a mail is tried again; null = no more. */
const pausesMs = [15_000, 60_000, 300_000, 1_800_000] as const;
export const pauseAfter = (attempts: number): number | null => pausesMs[attempts - 1] ?? null;

/** What to do with a mail now. `wait` names when somebody else's try must have ended. */
export type Step =
  | { readonly kind: 'send' }
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly untilMs: number };

export function stepFor(delivery: Delivery, nowMs: number): Step {
  if (delivery.state === 'SUCCESS' || delivery.state === 'ERROR') return { kind: 'done' };
  const leaseMs = delivery.state === 'PROCESSING' ? (delivery.leaseExpireTime?.toMillis() ?? 0) : 0;
  return leaseMs > nowMs ? { kind: 'wait', untilMs: leaseMs } : { kind: 'send' };
}
