import { createHash } from 'node:crypto';
import { region } from './config.ts';
import { firebaseApp } from './firebase.ts';
import { Recent } from './recent.ts';

const enqueued = new Recent();

/**
 * Enqueues a task at most once per `name`, to run at `atMs` (milliseconds since the epoch) or soon after.
 * The queue itself refuses a second task of the same name; what this instance has enqueued is remembered, so that a
 * storm of events costs one call. Delivery is at least once: the task must bear repetition.
 */
export async function enqueueOnce(queue: string, name: string, data: object, atMs: number): Promise<void> {
  // Cloud Tasks asks for names that do not begin alike; a hash spreads them.
  const id = createHash('sha256').update(`${queue}/${name}`).digest('hex').slice(0, 40);
  if (!enqueued.isNew(id)) return;
  try {
    const { getFunctions } = await import('firebase-admin/functions');
    await getFunctions(firebaseApp())
      .taskQueue(`locations/${region}/functions/${queue}`)
      .enqueue({ ...data }, { id, scheduleTime: new Date(atMs) });
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'functions/task-already-exists') return;
    enqueued.forget(id);
    throw error;
  }
}
