import { randomUUID } from 'node:crypto';
import { createServer as createHttp, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server as TcpServer } from 'node:net';
import { getAuth } from 'firebase-admin/auth';
import { Timestamp } from 'firebase-admin/firestore';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Delivery, type Mail, mailRef, mails } from '../../functions/src/domains/mail/documents.ts';
import { noticeMail } from '../../functions/src/domains/mail/logic.ts';
import {
  addMail,
  deliverMail,
  forgetMails,
  personData,
  sendMail,
} from '../../functions/src/domains/mail/operations.ts';
import { mailOnCreated } from '../../functions/src/domains/mail/triggers.ts';
import { firebaseApp } from '../../functions/src/platform/firebase.ts';
import { firestore } from '../../functions/src/platform/firestore.ts';
import { costOf, tapFirestore } from '../firestoreTap.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const message = noticeMail('Firecircle', 'password-changed');

async function newMail(to = `${randomUUID()}@example.com`, onlyIfAccount = false): Promise<string> {
  const batch = firestore().batch();
  addMail(batch, to, message, { onlyIfAccount });
  await batch.commit();
  const found = await mails().where('to', '==', to).get();
  return found.docs[0]?.id ?? '';
}

/** Somebody whom Firebase Auth knows in this room's project. */
async function newUser(): Promise<{ uid: string; email: string }> {
  const email = `${randomUUID()}@example.com`;
  const { uid } = await getAuth(firebaseApp()).createUser({ email });
  return { uid, email };
}

const stored = async (id: string): Promise<Mail | undefined> => (await mailRef(id).get()).data();
const delivery = async (id: string): Promise<Delivery | undefined> => (await stored(id))?.delivery;

/** The event of a mail that was written, as Firestore sends it. */
async function event(id: string): Promise<Parameters<typeof mailOnCreated.run>[0]> {
  const snapshot = await mailRef(id).withConverter(null).get();
  return { data: snapshot, params: { id } } as unknown as Parameters<typeof mailOnCreated.run>[0];
}

interface Posted {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** Resend, as its API is described: POST /emails answers an id, or an error with its name. */
async function resend(answer: (posted: Posted) => [status: number, body: object]) {
  const posted: Posted[] = [];
  const server: Server = createHttp((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const one = { path: `${request.method} ${request.url}`, headers: request.headers, body: JSON.parse(text) };
      posted.push(one);
      const [status, body] = answer(one);
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('RESEND_API_KEY', 're_test');
  vi.stubEnv('RESEND_BASE_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('MAIL_FROM', 'App <app@example.com>');
  return { posted, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** A mail server that speaks as much SMTP (RFC 5321) as it takes to receive. `refuse` names the command that it refuses. */
async function smtp(refuse?: string) {
  const letters: Array<{ from: string; to: string; data: string }> = [];
  const server: TcpServer = createTcp((socket) => {
    let rest = '';
    let inData = false;
    let letter = { from: '', to: '', data: '' };
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 mail.example ESMTP');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      rest += chunk.toString('utf8');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (inData) {
          if (line !== '.') letter.data += `${line}\n`;
          else {
            inData = false;
            letters.push(letter);
            letter = { from: '', to: '', data: '' };
            say('250 Accepted');
          }
          continue;
        }
        const command = line.split(/[ :]/)[0]?.toUpperCase() ?? '';
        if (command === refuse) say('550 Mailbox unavailable');
        else if (command === 'MAIL') {
          letter.from = line;
          say('250 OK');
        } else if (command === 'RCPT') {
          letter.to = line;
          say('250 OK');
        } else if (command === 'DATA') {
          inData = true;
          say('354 Go on');
        } else if (command === 'QUIT') {
          say('221 Bye');
          socket.end();
        } else say('250 OK');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('SMTP_URL', `smtp://127.0.0.1:${port}`);
  vi.stubEnv('MAIL_FROM', 'App <app@example.com>');
  return { letters, close: () => new Promise((resolve) => server.close(resolve)) };
}

describe('in a demo project', () => {
  test('a mail stays in the inbox and counts as delivered', async () => {
    const id = await newMail();
    await mailOnCreated.run(await event(id));
    expect(await delivery(id)).toMatchObject({
      state: 'SUCCESS',
      attempts: 1,
      error: null,
      info: { carrier: 'inbox', messageId: null },
      leaseExpireTime: null,
    });
  });

  test('it costs one read and two writes, and nothing when it was delivered before but the read', async () => {
    const id = await newMail();
    expect(await costOf(() => deliverMail(id))).toEqual({ reads: 1, writes: 2, deletes: 0, roundTrips: 3 });
    expect(await costOf(() => deliverMail(id))).toEqual({ reads: 1, writes: 0, deletes: 0, roundTrips: 1 });
  });
});

describe('by Resend', () => {
  test('a mail goes out in its words, under an id that is the same for every try', async () => {
    const { posted, close } = await resend(() => [200, { id: 'resend-1' }]);
    const to = `${randomUUID()}@example.com`;
    const id = await newMail(to);
    await mailOnCreated.run(await event(id));
    await close();
    expect(posted).toEqual([
      {
        path: 'POST /emails',
        headers: expect.objectContaining({ authorization: 'Bearer re_test', 'idempotency-key': `mail-${id}` }),
        body: { from: 'App <app@example.com>', to: [to], ...message },
      },
    ]);
    expect(await delivery(id)).toMatchObject({ state: 'SUCCESS', info: { carrier: 'resend', messageId: 'resend-1' } });
  });

  test('an event that comes twice, at once too, delivers once', async () => {
    const { posted, close } = await resend(() => [200, { id: 'resend-1' }]);
    const id = await newMail();
    await Promise.all(Array.from({ length: 5 }, () => deliverMail(id)));
    await deliverMail(id);
    await close();
    expect(posted).toHaveLength(1);
  });

  test('an error that Resend answers is no delivery: it is tried again later, and delivered then', async () => {
    let down = true;
    const { posted, close } = await resend(() =>
      down ? [429, { name: 'rate_limit_exceeded', message: 'Too many requests' }] : [200, { id: 'resend-2' }],
    );
    const id = await newMail();
    const again = await deliverMail(id);
    expect((again ?? 0) - Date.now()).toBeGreaterThan(10_000);
    expect(await delivery(id)).toMatchObject({ state: 'RETRY', attempts: 1, error: 'Resend: Too many requests' });
    down = false;
    expect(await deliverMail(id)).toBeNull();
    await close();
    expect(await delivery(id)).toMatchObject({ state: 'SUCCESS', attempts: 2, error: null });
    expect(new Set(posted.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set([`mail-${id}`]));
  });

  test('after five tries the failure is final, and can be seen', async () => {
    const { posted, close } = await resend(() => [422, { name: 'validation_error', message: 'Invalid `to` field' }]);
    const id = await newMail();
    const pauses = [];
    for (let times = 0; times < 7; times += 1) pauses.push(await deliverMail(id));
    await close();
    expect(pauses.map((pause) => pause === null)).toEqual([false, false, false, false, true, true, true]);
    expect(posted).toHaveLength(5);
    expect(await delivery(id)).toMatchObject({ state: 'ERROR', attempts: 5, error: 'Resend: Invalid `to` field' });
  });

  test('a try that died is taken up when its lease is over', async () => {
    const { posted, close } = await resend(() => [200, { id: 'resend-1' }]);
    const id = await newMail();
    const leaseEnd = Date.now() + 60_000;
    await mailRef(id).update({
      'delivery.state': 'PROCESSING',
      'delivery.leaseExpireTime': Timestamp.fromMillis(leaseEnd),
    });
    expect(await deliverMail(id)).toBe(leaseEnd);
    expect(posted).toHaveLength(0);
    await mailRef(id).update({ 'delivery.leaseExpireTime': Timestamp.fromMillis(Date.now() - 1) });
    expect(await deliverMail(id)).toBeNull();
    await close();
    expect(posted).toHaveLength(1);
  });

  test('a claim whose answer is lost is looked at again, not delivered twice', async () => {
    const { posted, close } = await resend(() => [200, { id: 'resend-1' }]);
    const id = await newMail();
    const tap = tapFirestore();
    let lost = false;
    tap.plan = (method) => {
      if (method !== 'commit' || lost) return null;
      lost = true;
      return 'after';
    };
    const again = await deliverMail(id);
    tap.remove();
    if (again !== null) {
      expect(posted).toHaveLength(0);
      await mailRef(id).update({ 'delivery.leaseExpireTime': Timestamp.fromMillis(Date.now() - 1) });
      await deliverMail(id);
    }
    await close();
    expect(posted).toHaveLength(1);
    expect(await delivery(id)).toMatchObject({ state: 'SUCCESS' });
  });

  test('a mail for accounts alone is dropped when there is none', async () => {
    const { posted, close } = await resend(() => [200, { id: 'resend-1' }]);
    const { email } = await newUser();
    const [known, unknown] = [await newMail(email, true), await newMail(undefined, true)];
    for (const id of [known, unknown]) await mailOnCreated.run(await event(id));
    await close();
    expect(posted.map(({ body }) => body.to)).toEqual([[email]]);
    expect(await stored(unknown)).toBeUndefined();
  });
});

describe('by SMTP', () => {
  test('a mail reaches a mail server', async () => {
    const { letters, close } = await smtp();
    const to = `${randomUUID()}@example.com`;
    const id = await newMail(to);
    await mailOnCreated.run(await event(id));
    await close();
    expect(letters).toHaveLength(1);
    expect(letters[0]?.from).toBe('MAIL FROM:<app@example.com>');
    expect(letters[0]?.to).toBe(`RCPT TO:<${to}>`);
    expect(letters[0]?.data).toContain(`Subject: ${message.subject}`);
    expect(letters[0]?.data).toContain(`Message-ID: <${id}@mail.firecircle>`);
    expect(letters[0]?.data).toContain('multipart/alternative');
    expect(await delivery(id)).toMatchObject({ state: 'SUCCESS', info: { carrier: 'smtp' } });
  });

  test('an address goes to one mailbox, whatever it contains', async () => {
    const { letters, close } = await smtp();
    const local = `a,${randomUUID()}`;
    const id = await newMail(`${local}@example.com`);
    await deliverMail(id);
    await close();
    expect(letters.map(({ to }) => to)).toEqual([`RCPT TO:<"${local}"@example.com>`]);
  });

  test('a mailbox that is refused is a failure with the server’s words', async () => {
    const { close } = await smtp('RCPT');
    const id = await newMail();
    expect(await deliverMail(id)).not.toBeNull();
    await close();
    expect(await delivery(id)).toMatchObject({ state: 'RETRY', error: expect.stringContaining('550') });
  });

  test('a server that is not there is a failure, not a crash', async () => {
    vi.stubEnv('SMTP_URL', 'smtp://127.0.0.1:1');
    const id = await newMail();
    expect(await deliverMail(id)).not.toBeNull();
    expect(await delivery(id)).toMatchObject({ state: 'RETRY', error: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('what is kept', () => {
  test('mails lose their text after a day, and no earlier', async () => {
    const [old, fresh] = [await newMail(), await newMail()];
    for (const id of [old, fresh]) await deliverMail(id);
    await mailRef(old).update({ textUntil: Timestamp.fromMillis(Date.now() - 1) });
    expect(await forgetMails()).toBeGreaterThanOrEqual(1);
    expect(await stored(old)).toMatchObject({ message: null, delivery: { state: 'SUCCESS' } });
    expect((await stored(old))?.textUntil).toBeUndefined();
    expect((await stored(fresh))?.message).toEqual(message);
    expect(await deliverMail(old)).toBeNull();
  });

  test('a person’s mails are exported without their words, and erased', async () => {
    const { uid, email } = await newUser();
    await sendMail(email, message);
    await sendMail(email, message);
    const found = [];
    for await (const document of personData.exportOf(uid)) found.push(document);
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).toContain(email);
    expect(JSON.stringify(found)).not.toContain(message.subject);
    await personData.erase(uid);
    await personData.erase(uid);
    expect((await mails().where('to', '==', email).get()).size).toBe(0);
  });
});
