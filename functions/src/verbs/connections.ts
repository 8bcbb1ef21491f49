import { connectionVerbs } from '../../../sdk/src/verbs/connections.ts';
import { admit } from '../domains/identity/operations.ts';
import { syncAtOnce, syncNow } from '../domains/socialsync/autosync/operations.ts';
import { connectPlatform, disconnectPlatform, listConnections } from '../domains/socialsync/connections/operations.ts';
import { serveVerbs } from '../platform/callable.ts';

export const serve = serveVerbs(
  connectionVerbs,
  {
    connectPlatform: async ({ uid }, input) => {
      await connectPlatform(uid, input);
      return syncAtOnce({ uid, platform: input.platform });
    },
    disconnectPlatform: ({ uid }, { platform }) => disconnectPlatform(uid, platform),
    listConnections: async ({ uid }) => ({ connections: await listConnections(uid) }),
    syncNow: ({ uid }, { platform }) => syncNow({ uid, platform }),
  },
  admit,
);
