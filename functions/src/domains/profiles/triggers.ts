import { onUserCreated } from 'firebase-functions/v2/identity';
import { userById } from '../../platform/auth.ts';
import { isDemoProject, region } from '../../platform/config.ts';
import { makeCard, newcomerFrom } from './operations.ts';

/** Makes the card of an account that was made elsewhere: by an app's own sign-up, in the console. A convenience, as the
 *  first use makes it too; of an account that is gone again nothing is made. May come twice. The emulators leave it to first
 *  use: they would start a process for every account that a test makes. */
export const cardOnUserCreated = onUserCreated({ region, retry: true, omit: isDemoProject }, async ({ data }) => {
  const user = await userById(data.uid);
  if (user !== null && user.providerData.length > 0) await makeCard(newcomerFrom(user));
});
