import { Timestamp } from 'firebase-admin/firestore';
import type { CreatorProfileEdit } from '../../../../../sdk/src/verbs/socialsync.ts';
import { untilCommitted } from '../../../platform/attempts.ts';
import { nowMs } from '../../../platform/clock.ts';
import { getTogether } from '../../../platform/firestore.ts';
import { errorFields, log } from '../../../platform/log.ts';
import { cardRef } from '../../profiles/documents.ts';
import { type CreatorProfile, creatorProfileRef } from '../documents.ts';
import { editedFields, newProfile, nextChangeMs } from '../logic.ts';
import { profileNotFound } from '../operations.ts';

/** Makes the creator profile of an account, with what its public card says where the edit is silent. May be repeated:
 *  a profile that exists is returned as it is. Reads 2, writes 1, two round trips.
 *  @throws unavailable */
export async function createCreatorProfile(uid: string, edit: CreatorProfileEdit = {}): Promise<CreatorProfile> {
  return untilCommitted(async () => {
    const reference = creatorProfileRef(uid);
    const [stored, card] = await getTogether(reference, cardRef(uid));
    const before = stored.data();
    if (before !== undefined) return before;
    const profile = newProfile(uid, edit, card.data(), Timestamp.fromMillis(nowMs()));
    await reference.create(profile);
    return profile;
  });
}

/** The creator profile that comes with a new account. The account is there already, so whatever goes wrong here is no
 *  reason to say that signing up failed: the profile can be made later. */
export async function greetCreator(uid: string): Promise<void> {
  try {
    await createCreatorProfile(uid);
  } catch (error) {
    log('WARNING', 'A new account has no creator profile yet', { uid, ...errorFields(error) });
  }
}

/** Changes what a creator says of themselves; fields that are absent stay. May be repeated. Reads 1, writes 1 (0 when the
 *  edit says nothing), two round trips.
 *  @throws not-found, unavailable */
export async function updateCreatorProfile(uid: string, edit: CreatorProfileEdit): Promise<CreatorProfile> {
  return untilCommitted(async () => {
    const stored = await creatorProfileRef(uid).get();
    const before = stored.data();
    if (before === undefined || stored.updateTime === undefined) throw profileNotFound();
    const fields = editedFields(before, edit);
    if (fields === null) return before;
    const updatedAt = Timestamp.fromMillis(nextChangeMs(before.updatedAt, nowMs()));
    const changed = { ...fields, updatedAt };
    await stored.ref.update(changed, { lastUpdateTime: stored.updateTime });
    return { ...before, ...changed };
  });
}
