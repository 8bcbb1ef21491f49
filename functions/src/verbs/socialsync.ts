import { creatorProfileVerbs } from '../../../sdk/src/verbs/socialsync.ts';
import { admit } from '../domains/identity/operations.ts';
import { createCreatorProfile, updateCreatorProfile } from '../domains/socialsync/creatorprofiles/operations.ts';
import { viewOf } from '../domains/socialsync/logic.ts';
import { readSyncAnalytics } from '../domains/socialsync/metrics/operations.ts';
import { syncPlatform, syncPlatforms, takeSyncUnits, unitsOfBatch } from '../domains/socialsync/operations.ts';
import { serveVerbs } from '../platform/callable.ts';
import { limited } from '../platform/rateLimit.ts';

async function assertMaySync(uid: string, units = 1): Promise<void> {
  const allowance = await takeSyncUnits(uid, units);
  if (!allowance.allowed) throw limited(allowance);
}

export const serve = serveVerbs(
  creatorProfileVerbs,
  {
    createCreatorProfile: async ({ uid }, edit) => viewOf(await createCreatorProfile(uid, edit)),
    updateCreatorProfile: async ({ uid }, edit) => viewOf(await updateCreatorProfile(uid, edit)),
    syncPlatform: async ({ uid }, input) => {
      await assertMaySync(uid);
      return viewOf(await syncPlatform(uid, input.platform, input));
    },
    syncPlatforms: async ({ uid }, input) => {
      await assertMaySync(uid, unitsOfBatch(input));
      return viewOf(await syncPlatforms(uid, input));
    },
    syncAnalytics: (_, range) => readSyncAnalytics(range),
  },
  admit,
);
