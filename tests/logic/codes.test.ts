import { Timestamp } from 'firebase-admin/firestore';
import { describe, expect, test } from 'vitest';
import type { Code } from '../../functions/src/domains/identity/codes/documents.ts';
import { judge } from '../../functions/src/domains/identity/codes/logic.ts';
import { endedBy } from '../../functions/src/domains/identity/sessions/logic.ts';
import type { Delivery } from '../../functions/src/domains/mail/documents.ts';
import { codeMail, noticeMail, pauseAfter, stepFor } from '../../functions/src/domains/mail/logic.ts';
import { codeTypes } from '../../sdk/src/verbs/identity.ts';

const at = Timestamp.fromMillis;

describe('a guess', () => {
  const code: Code = {
    digest: 'right',
    tries: 0,
    used: false,
    op: 'op',
    validUntil: at(1000),
    createdAt: at(0),
    expiresAt: at(9000),
  };
  test.each<[string, Code | undefined, string, number, string]>([
    ['no code', undefined, 'right', 0, 'absent'],
    ['a used code', { ...code, used: true }, 'right', 0, 'absent'],
    ['a code in time', code, 'right', 999, 'right'],
    ['a code after its time', code, 'right', 1000, 'expired'],
    ['another code', code, 'wrong', 0, 'wrong'],
    ['the third try', { ...code, tries: 2 }, 'right', 0, 'right'],
    ['the fourth', { ...code, tries: 3 }, 'right', 0, 'exhausted'],
    ['an expired and exhausted code', { ...code, tries: 3 }, 'right', 2000, 'expired'],
  ])('at %s', (_, stored, guess, now, verdict) => expect(judge(stored, guess, now)).toBe(verdict));
});

describe('a session', () => {
  const session = { signedInAtMs: 10_000 };
  const end = (standing: Parameters<typeof endedBy>[1], now = 10_000) => endedBy(session, standing, now, 1000);
  test('goes on while nothing is against it', () => {
    expect(end(undefined)).toBeNull();
    expect(end({ role: 'admin', bannedAt: null, tokensValidAfter: at(9_999) })).toBeNull();
    expect(end(undefined, 11_000)).toBeNull();
  });
  test('ends with its account, a sign-out of its own second or later, a ban, or its age', () => {
    expect(end({ deletedAt: at(1), bannedAt: at(1) })).toBe('deleted');
    expect(end({ tokensValidAfter: at(10_500), bannedAt: at(1) })).toBe('signed-out');
    expect(end({ bannedAt: at(1) })).toBe('disabled');
    expect(end(undefined, 11_001)).toBe('too-old');
  });
});

describe('a mail', () => {
  test.each(codeTypes)('with a %s code says it in subject, text and html', (type) => {
    const { subject, text, html } = codeMail('App', type, '314159', 5);
    for (const part of [subject, text, html]) expect(part).toContain('314159');
    expect(text.split('\n')).toContain('314159');
    expect(html).toContain('5 minutes');
  });

  test('escapes what it is given, and has a subject of one line', () => {
    const { subject, html } = codeMail('<b>&"\'\r\nBcc: x@example.com', 'sign-in', '000000', 5);
    expect(html).not.toContain('<b>');
    expect(html).toContain('&lt;b&gt;&amp;&quot;&#39;');
    expect(subject).not.toMatch(/[\r\n]/);
    expect(noticeMail('A\nB', 'password-changed').subject).toBe('Your A B password was changed');
  });

  const delivery: Delivery = {
    state: 'PENDING',
    attempts: 0,
    startTime: at(0),
    endTime: null,
    leaseExpireTime: null,
    error: null,
    info: null,
  };
  test('is sent once at a time, and again after a try that died', () => {
    expect(stepFor(delivery, 0)).toEqual({ kind: 'send' });
    expect(stepFor({ ...delivery, state: 'RETRY' }, 0)).toEqual({ kind: 'send' });
    const trying = { ...delivery, state: 'PROCESSING', leaseExpireTime: at(60) } as const;
    expect(stepFor(trying, 59)).toEqual({ kind: 'wait', untilMs: 60 });
    expect(stepFor(trying, 60)).toEqual({ kind: 'send' });
    for (const state of ['SUCCESS', 'ERROR'] as const)
      expect(stepFor({ ...delivery, state }, 0)).toEqual({ kind: 'done' });
  });

  test('is tried five times, with growing pauses', () => {
    const pauses = [1, 2, 3, 4].map((attempts) => pauseAfter(attempts) ?? 0);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauseAfter(5)).toBeNull();
  });
});
