import { webhookVerbs } from '../../../sdk/src/verbs/webhooks.ts';
import { admit } from '../domains/identity/operations.ts';
import { sendTestEvent } from '../domains/webhooks/deliveries/operations.ts';
import {
  createWebhook,
  deleteWebhook,
  enableWebhook,
  listDeliveries,
  listWebhooks,
  rotateWebhookSecret,
} from '../domains/webhooks/operations.ts';
import { serveVerbs } from '../platform/callable.ts';

export const serve = serveVerbs(
  webhookVerbs,
  {
    createWebhook: (caller, input) => createWebhook(caller, input),
    listWebhooks: async ({ uid }) => ({ webhooks: await listWebhooks(uid) }),
    deleteWebhook: ({ uid }, { id }) => deleteWebhook(uid, id),
    rotateWebhookSecret: ({ uid }, { id }) => rotateWebhookSecret(uid, id),
    enableWebhook: (caller, { id }) => enableWebhook(caller, id),
    listDeliveries: ({ uid }, { id, limit, cursor }) => listDeliveries(uid, id, limit, cursor),
    sendTestEvent: ({ uid }, { id }) => sendTestEvent(uid, id),
  },
  admit,
);
