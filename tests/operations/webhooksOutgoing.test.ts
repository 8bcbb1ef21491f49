import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  announce,
  attemptDelivery,
  type DeliveryTask,
} from '../../functions/src/domains/webhooks/deliveries/operations.ts';
import { deliveryRef, webhookRef } from '../../functions/src/domains/webhooks/documents.ts';
import { createWebhook, enableWebhook } from '../../functions/src/domains/webhooks/operations.ts';
import type { Resolve } from '../../functions/src/platform/outgoing/target.ts';
import { twinsOfNames, twinsOfUrls } from '../outgoingTargets.ts';
import { callerFor } from '../world.ts';

/** Where webhooks may lead, from the verbs down to the moment of connecting: what would be connected to is written down,
 *  and nobody's server is called. */

const { connections } = vi.hoisted(() => {
  for (const level of ['info', 'warn'] as const) Reflect.set(console, level, () => undefined);
  const found: Array<{ href: string; addresses: readonly string[] | undefined }> = [];
  return { connections: found };
});

vi.mock('../../functions/src/platform/outgoing/exchange.ts', async (original) => ({
  ...(await original<typeof import('../../functions/src/platform/outgoing/exchange.ts')>()),
  exchange: async (url: URL, { addresses }: { addresses?: readonly string[] }) => {
    connections.push({ href: url.href, addresses });
    return { status: 200, headers: {}, body: '' };
  },
}));

beforeEach(() => {
  connections.length = 0;
});

const publicName: Resolve = async () => ['1.1.1.1'];
const input = (url: string) => ({ url, events: ['profile.synced' as const], forEveryone: false });

async function endpoint(url = 'https://receiver.example.com/hook', resolve = publicName) {
  const caller = callerFor({ uid: `person-${randomUUID()}` });
  return { caller, ...(await createWebhook(caller, input(url), resolve)) };
}

/** Sends one event to an endpoint; gives the reason that it failed for, or null. */
async function deliver({ caller, id }: Awaited<ReturnType<typeof endpoint>>, resolve: Resolve): Promise<string | null> {
  let task: DeliveryTask | undefined;
  const event = { key: randomUUID(), type: 'profile.synced' as const, atMs: 0, subject: caller.uid, data: {} };
  const enqueue = async () => undefined;
  await announce(event, undefined, async (_, __, data) => {
    const { webhookId, id: delivery, attempt }: Partial<DeliveryTask> = data;
    if (webhookId === id) task = { webhookId, id: String(delivery), attempt: Number(attempt) };
  });
  if (task === undefined) throw new Error('Nothing was enqueued');
  await attemptDelivery(task, { resolve, enqueue });
  const [attempt] = (await deliveryRef(task.webhookId, task.id).get()).data()?.attempts ?? [];
  return attempt?.reason ?? null;
}

describe('an address', () => {
  test.each(twinsOfUrls)('%j cannot be a webhook, %j can', async (refused, allowed) => {
    const creating = endpoint(refused);
    await expect(creating).rejects.toMatchObject({ code: 'invalid-argument', reason: 'webhook-url' });
    expect(await endpoint(allowed)).toMatchObject({ id: expect.any(String) });
    expect(connections).toEqual([]);
  });

  test.each(twinsOfUrls)('%j is not called when it is there all the same, %j is', async (refused, allowed) => {
    const to = await endpoint();
    await webhookRef(to.id).update({ url: refused });
    expect(await deliver(to, publicName)).toBe('unresolved');
    expect(connections).toEqual([]);
    await expect(enableWebhook(to.caller, to.id, publicName)).rejects.toMatchObject({ reason: 'webhook-url' });
    await webhookRef(to.id).update({ url: allowed });
    expect(await deliver(to, publicName)).toBeNull();
    expect(connections).toHaveLength(1);
  });
});

describe('a name', () => {
  test.each(twinsOfNames)(
    'that leads to %j cannot be a webhook, one that leads to %j can',
    async (refused, allowed) => {
      const url = 'https://receiver.example.com/hook';
      await expect(endpoint(url, async () => refused)).rejects.toMatchObject({ reason: 'webhook-url' });
      expect(await endpoint(url, async () => allowed)).toMatchObject({ id: expect.any(String) });
    },
  );

  test.each(twinsOfNames)(
    'that leads to %j later is not called, one that leads to %j is, and nowhere else',
    async (refused, allowed) => {
      const to = await endpoint();
      expect(await deliver(to, async () => refused)).toBe('unresolved');
      expect(connections).toEqual([]);
      expect(await deliver(to, async () => allowed)).toBeNull();
      expect(connections).toEqual([{ href: 'https://receiver.example.com/hook', addresses: allowed }]);
    },
  );

  test('that answers otherwise when it is asked again is not asked again', async () => {
    const to = await endpoint();
    let asked = 0;
    const rebinding: Resolve = async () => {
      asked += 1;
      return asked === 1 ? ['1.1.1.1'] : ['127.0.0.1'];
    };
    expect(await deliver(to, rebinding)).toBeNull();
    expect([asked, connections]).toEqual([1, [{ href: 'https://receiver.example.com/hook', addresses: ['1.1.1.1'] }]]);
    expect(await deliver(to, rebinding)).toBe('unresolved');
    expect(connections).toHaveLength(1);
  });

  test('that is not found and one that leads inside are told by one sentence', async () => {
    const failures = await Promise.all(
      [() => Promise.reject(new Error('ENOTFOUND')), async () => ['10.0.0.1'], async () => []].map((resolve) =>
        endpoint('https://intranet.example.com/', resolve).catch((error: unknown) => error),
      ),
    );
    expect(new Set(failures.map(String)).size).toBe(1);
  });
});
