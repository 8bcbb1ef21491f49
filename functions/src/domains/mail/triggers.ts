import { onDocumentCreated } from 'firebase-functions/v2/firestore';
import { onSchedule } from 'firebase-functions/v2/scheduler';
import { onTaskDispatched } from 'firebase-functions/v2/tasks';
import { databaseId, region } from '../../platform/config.ts';
import { requiredSecrets } from '../../platform/secrets.ts';
import { enqueueOnce } from '../../platform/tasks.ts';
import { mailPath } from './documents.ts';
import { deliverMail, forgetMails } from './operations.ts';

async function tryNow(id: string): Promise<void> {
  const againAtMs = await deliverMail(id);
  if (againAtMs !== null) await enqueueOnce('retryMail', `${id}@${againAtMs}`, { id } satisfies RetryTask, againAtMs);
}

/** Delivers a mail as soon as it is written. An event that comes twice delivers once. */
export const mailOnCreated = onDocumentCreated(
  { document: mailPath, database: databaseId, region, retry: true, secrets: requiredSecrets },
  async (event) => {
    if (event.data !== undefined) await tryNow(event.data.id);
  },
);

interface RetryTask {
  readonly id: string;
}

/** The tries after the first. */
export const retryMail = onTaskDispatched<RetryTask>(
  { region, retryConfig: { maxAttempts: 5, minBackoffSeconds: 10 }, secrets: requiredSecrets },
  (request) => tryNow(request.data.id),
);

/** Sent mails keep their text for a day. */
export const forgetOldMails = onSchedule({ schedule: 'every 60 minutes', region }, async () => {
  await forgetMails();
});
