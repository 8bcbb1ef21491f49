import type { UserRecord } from 'firebase-admin/auth';
import { FieldValue, Timestamp, type WriteBatch } from 'firebase-admin/firestore';
import { link } from '../../../../sdk/src/verbs/content.ts';
import { isContentId as canNameADocument } from '../../../../sdk/src/verbs/names.ts';
import { displayName as displayNameRule, type ProfileEdit } from '../../../../sdk/src/verbs/profiles.ts';
import { untilCommitted } from '../../platform/attempts.ts';
import { userById } from '../../platform/auth.ts';
import { nowMs } from '../../platform/clock.ts';
import { Failure } from '../../platform/failure.ts';
import { firestore, getTogether, isWorthRereading } from '../../platform/firestore.ts';
import { shardRef } from '../../platform/hotNumber.ts';
import { exported, type PersonData } from '../../platform/personData.ts';
import { Recent } from '../../platform/recent.ts';
import { type Role, type Standing, standingRef } from '../identity/documents.ts';
import { followersNow, userNotFound } from './cards/operations.ts';
import { type Account, accountRef, activityRef, type Card, cardRef, reservations } from './documents.ts';
import { isNewlyActive, nextRenameMs, renamesAfter } from './logic.ts';
import { freeName, hold, ownerOf, release, reserve, wishedName } from './usernames/operations.ts';

/** The address of an account, also of one that Firebase Auth has forgotten already; null when there is none. */
export async function emailOf(uid: string): Promise<string | null> {
  const email = (await userById(uid))?.email;
  return email ?? (await accountRef(uid).get()).data()?.email ?? null;
}

/** An account that is to have a card. */
export interface Newcomer {
  readonly uid: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly hasPassword: boolean;
  /** Absent = the username. */
  readonly displayName?: string | undefined;
  /** Absent = one that the e-mail suggests. */
  readonly username?: string | undefined;
  readonly avatarUrl?: string | undefined;
  readonly sellerStatus?: Account['sellerStatus'];
}

/**
 * Makes the card, the private account and the reservation of the username, all in one commit; what `also` adds is part
 * of it. May be repeated, and called at once by many: there is one card, and a username has one owner. A card that is
 * there already, made by a trigger, gets the username that is wished for. Reads 6 (3 for a wished username; more when
 * names are taken), writes 3, two round trips.
 * @throws already-exists (username-taken) for a username that was wished for; unavailable
 */
export async function makeCard(newcomer: Newcomer, also: (batch: WriteBatch) => void = () => {}): Promise<Card> {
  const { uid } = newcomer;
  return untilCommitted(async () => {
    const [[card, account], free] = await Promise.all([
      getTogether(cardRef(uid), accountRef(uid)),
      newcomer.username === undefined ? freeName(uid, newcomer.email) : wishedName(uid, newcomer.username),
    ]);
    const stored = card.data();
    const now = Timestamp.fromMillis(nowMs());
    const batch = firestore().batch();
    also(batch);
    if (!account.exists) batch.create(account.ref, accountFor(newcomer, now));
    else if (newcomer.sellerStatus !== undefined) batch.update(account.ref, { sellerStatus: newcomer.sellerStatus });
    const fresh = stored ?? cardFor(newcomer, free.name, now);
    const renamed = newcomer.username !== undefined && fresh.username !== free.name;
    if (stored === undefined) batch.create(card.ref, fresh);
    if (renamed) {
      batch.update(card.ref, { username: free.name, displayName: newcomer.displayName ?? free.name });
      release(batch, fresh.username);
    }
    if (stored === undefined || renamed) reserve(batch, uid, free);
    await batch.commit();
    return { ...fresh, username: renamed ? free.name : fresh.username };
  });
}

function cardFor(newcomer: Newcomer, username: string, now: Timestamp): Card {
  return {
    uid: newcomer.uid,
    username,
    displayName: newcomer.displayName ?? username,
    avatarUrl: newcomer.avatarUrl ?? null,
    bio: null,
    role: 'user',
    isCreator: false,
    isVerified: false,
    followers: 0,
    following: 0,
    posts: 0,
    shards: 0,
    foldedAt: null,
    heatAt: null,
    heatTotal: 0,
    createdAt: now,
    updatedAt: now,
  };
}

function accountFor(newcomer: Newcomer, now: Timestamp): Account {
  const { email, emailVerified, hasPassword, sellerStatus = 'none' } = newcomer;
  return {
    ...{ email, emailVerified, hasPassword, sellerStatus },
    ...{ phone: null, isPrivate: false, renamedAt: [], updatedAt: now },
  };
}

/** The card of an account, made at first use when no trigger did. Reads 1, no write, when it is there.
 *  @throws not-found when Firebase Auth has no such account */
export async function ensureCard(uid: string): Promise<Card> {
  const stored = (await cardRef(uid).get()).data();
  if (stored !== undefined) return stored;
  return makeCard(await newcomerOf(uid));
}

/** An account that is to get its card now. One that has ended is nobody, also when Firebase Auth still has it or, by a
 *  custom token of before, has it again. 1 read, 1 call of Firebase Auth. @throws not-found */
async function newcomerOf(uid: string): Promise<Newcomer> {
  const [user, standing] = await Promise.all([userById(uid), standingRef(uid).get()]);
  if (user === null || standing.data()?.deletedAt) throw userNotFound();
  return newcomerFrom(user);
}

/** Apps write name and picture of their user into Firebase Auth without asking us: a card shows them by the rules of an
 *  edit, and leaves out what those refuse. */
export function newcomerFrom({
  uid,
  email,
  emailVerified,
  displayName,
  photoURL,
  providerData,
}: Pick<UserRecord, 'uid' | 'email' | 'emailVerified' | 'displayName' | 'photoURL' | 'providerData'>): Newcomer {
  const name = displayName
    ?.trim()
    .slice(0, 100)
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ');
  return {
    ...{ uid, emailVerified, email: email ?? null, avatarUrl: link.safeParse(photoURL).data },
    hasPassword: providerData.some(({ providerId }) => providerId === 'password'),
    displayName: displayNameRule.safeParse(name).data,
  };
}

/** A person whole, as that person and admins see it. */
export interface Person {
  readonly card: Card;
  /** Exact, shards included. */
  readonly followers: number;
  readonly account: Account;
  readonly role: Role;
  readonly standing: Standing;
}

/** An account with its card, made when there is none. Reads 3, one round trip; + N when the followers are sharded.
 *  @throws not-found */
export async function readPerson(uid: string): Promise<Person> {
  for (let attempt = 1; ; attempt += 1) {
    const [card, account, standing] = await getTogether(cardRef(uid), accountRef(uid), standingRef(uid));
    const [storedCard, storedAccount, stored = {}] = [card.data(), account.data(), standing.data()];
    if (storedCard !== undefined && storedAccount !== undefined) {
      const followers = await followersNow(card);
      return { card: storedCard, followers, account: storedAccount, standing: stored, role: stored.role ?? 'user' };
    }
    if (attempt > 2) throw new Failure('unavailable', 'Please try again', { retryAfterMs: 1000 });
    await makeCard(await newcomerOf(uid));
  }
}

/** What everybody may know of a person. */
export type PublicProfile = Pick<Person, 'card' | 'followers'>;

/** The public profile of an account, by its uid or its username in any letter case; one that exists and has no card yet
 *  gets it when it acts. Reads 1 or 2.
 *  @throws not-found */
export async function getProfile(who: { uid: string } | { username: string }): Promise<PublicProfile> {
  const uid = 'uid' in who ? who.uid : await ownerOf(who.username);
  if (!canNameADocument(uid)) throw userNotFound();
  const card = await cardRef(uid).get();
  const stored = card.data();
  if (stored === undefined) throw userNotFound();
  return { card: stored, followers: await followersNow(card) };
}

/** Brings what the account's document says of e-mail and password up to what Firebase Auth says, which apps can change
 *  without us. Names a state, so it may be repeated. 1 write. */
export async function noteSignIn(
  uid: string,
  known: Partial<Pick<Account, 'email' | 'emailVerified' | 'hasPassword'>>,
) {
  await accountRef(uid).update({ ...known, updatedAt: FieldValue.serverTimestamp() });
}

/**
 * Changes what an account says of itself. Names the state that it leaves, so it may be repeated. A new username is
 * reserved in the same commit, and the old one held for its user for 30 days. The commit is guarded by the private account,
 * which only its user moves: a card that strangers follow makes nobody wait. Reads 3, or 5 with a username; writes 2 to 4.
 * @throws already-exists (username-taken), resource-exhausted (rate-limited-rename), not-found, unavailable
 */
export async function updateProfile(uid: string, edit: ProfileEdit): Promise<Person> {
  await untilCommitted(async () => {
    const { card, account, updateTime } = await readOwn(uid);
    const now = Timestamp.fromMillis(nowMs());
    const { username, displayName, bio, avatarUrl, isPrivate, phone } = edit;
    const batch = firestore().batch();
    const shown: Partial<Card> = present({ username, displayName, bio, avatarUrl });
    const kept: Partial<Account> = present({ isPrivate, phone });
    if (username !== undefined && username.toLowerCase() !== card.username.toLowerCase()) {
      const nextMs = nextRenameMs(account.renamedAt, now.toMillis());
      if (nextMs !== null) throw renamedTooOften(nextMs - now.toMillis());
      reserve(batch, uid, await wishedName(uid, username));
      hold(batch, uid, card.username);
      kept.renamedAt = renamesAfter(account.renamedAt, now);
    }
    if (Object.keys(shown).length > 0) batch.update(cardRef(uid), { ...shown, updatedAt: now });
    batch.update(accountRef(uid), { ...kept, updatedAt: now }, { lastUpdateTime: updateTime });
    await batch.commit();
  });
  return readPerson(uid);
}

/** Card and account at one instant, and the account's version, which guards what is decided on both. */
async function readOwn(uid: string): Promise<{ card: Card; account: Account; updateTime: Timestamp }> {
  const [card, account] = await getTogether(cardRef(uid), accountRef(uid));
  const [storedCard, storedAccount, updateTime] = [card.data(), account.data(), account.updateTime];
  if (storedCard !== undefined && storedAccount !== undefined && updateTime !== undefined) {
    return { card: storedCard, account: storedAccount, updateTime };
  }
  await readPerson(uid);
  return readOwn(uid);
}

const renamedTooOften = (retryAfterMs: number): Failure =>
  new Failure('resource-exhausted', 'A username can be changed twice in 30 days', {
    reason: 'rate-limited-rename',
    retryAfterMs,
  });

/** The fields that are named. */
function present<Fields extends object>(fields: Fields): { [K in keyof Fields]?: Exclude<Fields[K], undefined> } {
  const named = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(named) as { [K in keyof Fields]?: Exclude<Fields[K], undefined> };
}

const seen = new Recent();

/** Notes that somebody is here, at most once an hour. Only a help for others: it fails nobody's call. Mostly free, once an
 *  hour 1 read and 1 write. */
export async function noteActivity(uid: string): Promise<void> {
  const now = nowMs();
  if (!seen.isNew(`${uid}@${Math.floor(now / 3_600_000)}`)) return;
  try {
    const activity = await activityRef(uid).get();
    if (!isNewlyActive(activity.data()?.lastActiveAt.toMillis(), now)) return;
    const lastActiveAt = Timestamp.fromMillis(now);
    if (activity.updateTime === undefined) await activity.ref.create({ lastActiveAt });
    else await activity.ref.update({ lastActiveAt }, { lastUpdateTime: activity.updateTime });
  } catch (error) {
    if (!isWorthRereading(error)) throw error;
  }
}

const namesOf = async (uid: string) => (await reservations().where('uid', '==', uid).get()).docs;

export const personData: PersonData = {
  domain: 'profiles',
  async *exportOf(uid) {
    const own = await getTogether(cardRef(uid), accountRef(uid), activityRef(uid));
    for (const document of [...own, ...(await namesOf(uid))]) {
      const data = document.data();
      if (data !== undefined) yield exported(document.ref.path, data);
    }
  },
  async erase(uid) {
    const batch = firestore().batch();
    const card = (await cardRef(uid).get()).data();
    for (let shard = 0; shard < (card?.shards ?? 0); shard += 1) batch.delete(shardRef(cardRef(uid), shard));
    for (const { ref } of await namesOf(uid)) batch.delete(ref);
    batch.delete(accountRef(uid));
    batch.delete(activityRef(uid));
    batch.delete(cardRef(uid));
    await batch.commit();
  },
};
