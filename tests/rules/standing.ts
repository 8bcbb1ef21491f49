import { randomUUID } from 'node:crypto';
import { assertFails, assertSucceeds } from '@firebase/rules-unit-testing';
import { collection, doc, type Firestore, getDocFromServer, getDocsFromServer } from 'firebase/firestore';
import { Timestamp } from 'firebase-admin/firestore';
import { describe, test } from 'vitest';
import { commit, type Fields, interactionOf, interactionPath, setFlag, setScene } from './changes.ts';
import { newSession, server, standingPath } from './world.ts';

/** The second of a sign-out everywhere; the sign-out itself is somewhat later. */
const second = 1_790_000_000;
const signedOut = { tokensValidAfter: new Timestamp(second, 500_000_000) };

interface Standing {
  title: string;
  refused: { standing: Fields; beganAt: number };
  /** What differs in one thing, and is allowed. */
  twin: { standing: Fields | null; beganAt: number };
}

const standings: readonly Standing[] = [
  {
    title: 'a banned user; no longer when the ban is lifted',
    refused: { standing: { bannedAt: new Date(), banReason: 'Spam' }, beganAt: second },
    twin: { standing: { bannedAt: null, banReason: null }, beganAt: second },
  },
  {
    title: 'a deleted user; not one of whom nothing is written',
    refused: { standing: { deletedAt: new Date() }, beganAt: second },
    twin: { standing: null, beganAt: second },
  },
  {
    title: 'a session from before a sign-out everywhere; not one from after it',
    refused: { standing: signedOut, beganAt: second - 60 },
    twin: { standing: signedOut, beganAt: second + 1 },
  },
  {
    title: 'a session from the second of a sign-out everywhere; not the same session without the sign-out',
    refused: { standing: signedOut, beganAt: second },
    twin: { standing: { role: 'user', tokensValidAfter: null }, beganAt: second },
  },
  {
    title: 'a session from the second of a sign-out at its very start; not one from a second later',
    refused: { standing: { tokensValidAfter: new Timestamp(second, 0) }, beganAt: second },
    twin: { standing: { tokensValidAfter: new Timestamp(second, 0) }, beganAt: second + 1 },
  },
  {
    title: 'a banned admin; not an admin',
    refused: { standing: { role: 'admin', bannedAt: new Date() }, beganAt: second },
    twin: { standing: { role: 'admin' }, beganAt: second },
  },
];

/** Everything that these rules open to one user alone. */
const doings: Record<string, (client: Firestore, uid: string) => Promise<unknown>> = {
  'the own account': (client, uid) => getDocFromServer(doc(client, `users/${uid}/private/account`)),
  'an own interaction': (client, uid) => getDocFromServer(doc(client, interactionPath(uid, 'media_x'))),
  'a list of own interactions': (client, uid) => getDocsFromServer(collection(client, `users/${uid}/interactions`)),
  'an own follow': (client, uid) => getDocFromServer(doc(client, `users/carol/followers/${uid}`)),
  'an own follower': (client, uid) => getDocFromServer(doc(client, `users/${uid}/followers/carol`)),
  'the list of the blocked': (client, uid) => getDocsFromServer(collection(client, `users/${uid}/blocked`)),
  'the own private profile': (client, uid) => getDocFromServer(doc(client, `creatorProfiles/${uid}`)),
  'its history': (client, uid) => getDocsFromServer(collection(client, `creatorProfiles/${uid}/syncHistory`)),
  'its connections': (client, uid) => getDocsFromServer(collection(client, `creatorProfiles/${uid}/connections`)),
  'a like': async (client, uid) => {
    const like = setFlag('like', { as: 'alice' });
    const fields = interactionOf(like);
    delete like.writes[interactionPath('alice', like.key)];
    like.writes[interactionPath(uid, like.key)] = fields;
    await setScene(like);
    await commit(like, client);
  },
};

async function open({ standing, beganAt }: { standing: Fields | null; beganAt: number }) {
  const uid = `standing-${randomUUID()}`;
  await server.doc(`creatorProfiles/${uid}`).set({ userId: uid, isPublic: false });
  if (standing) await server.doc(standingPath(uid)).set(standing);
  return { uid, client: newSession(uid, beganAt) };
}

export function standing(): void {
  describe.each(standings)('refuses $title', ({ refused, twin }) => {
    test.each(Object.entries(doings))('%s', async (_, attempt) => {
      const [out, well] = [await open(refused), await open(twin)];
      await assertFails(attempt(out.client, out.uid));
      await assertSucceeds(attempt(well.client, well.uid));
    });

    test('but lets them read why', async () => {
      const { uid, client } = await open(refused);
      await assertSucceeds(getDocFromServer(doc(client, standingPath(uid))));
      await assertFails(getDocFromServer(doc(client, standingPath('alice'))));
    });
  });

  test('finds the standing of any uid by its digest', async () => {
    for (const uid of ['a', 'Ünïcödé 🙂', 'x'.repeat(128), 'with space', 'a.b:c@d']) {
      const client = newSession(uid, second);
      const like = doings['a like'] ?? (() => Promise.reject(new Error('There is no such doing.')));
      await assertSucceeds(like(client, uid));
      await server.doc(standingPath(uid)).set({ bannedAt: new Date() });
      await assertFails(like(client, uid));
      await server.doc(standingPath(uid)).delete();
    }
  });
}
