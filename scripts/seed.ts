/**
 * Fills empty Auth and Firestore emulators with a small world: the named people, a crowd, who follows whom, creators and
 * their figures on other platforms, contents of all five types, and what everybody did to them; counters equal the facts.
 * The same every time, up to the times and password salts that the Auth emulator makes itself and the random start of
 * what is sealed. `npm run seed` runs it and writes emulator-data/.
 */
import { getAuth } from 'firebase-admin/auth';
import { type DocumentReference, Timestamp } from 'firebase-admin/firestore';
import { type ContentName, contentRef, contents } from '../functions/src/domains/content/documents.ts';
import { interactionRef } from '../functions/src/domains/engagement/documents.ts';
import { applicationRef } from '../functions/src/domains/graph/applications/documents.ts';
import { creatorRef } from '../functions/src/domains/graph/creators/documents.ts';
import { blockedPairRef, blockRef, followRef, newPair } from '../functions/src/domains/graph/documents.ts';
import { type Standing, standingRef } from '../functions/src/domains/identity/documents.ts';
import { accountRef, cardRef, reservationRef } from '../functions/src/domains/profiles/documents.ts';
import { creatorProfileRef, syncPointRef } from '../functions/src/domains/socialsync/documents.ts';
import { firebaseApp } from '../functions/src/platform/firebase.ts';
import { firestore } from '../functions/src/platform/firestore.ts';
import { newContent } from '../sdk/src/verbs/content.ts';
import { makeProfiles, type SeededProfile } from './seed/figures.ts';
import { emailOf, namedPeople, password } from './seed/people.ts';
import { makeProgramme, type Programme } from './seed/programme.ts';
import { makeSociety, type Society } from './seed/society.ts';
import { reportTable, verifyWorld } from './seed/verify.ts';
import { countsOfFacts, makeWorld } from './seed/world.ts';

interface Write {
  readonly reference: DocumentReference;
  readonly data: object;
}

const writesPerCommit = 500;

for (const name of ['FIRESTORE_EMULATOR_HOST', 'FIREBASE_AUTH_EMULATOR_HOST']) {
  if (!process.env[name]) fail(`${name} is not set: seeding is for emulators only. Use \`npm run seed\`.`);
}
if (!(await contents().limit(1).get()).empty) fail('The emulators are not empty: nothing was written.');

await makePeople();
await writeWorld();
const report = await verifyWorld();
console.log(`\n${reportTable(report)}\n`);
if (report.faults.length > 0) fail(report.faults.join('\n'));
console.log(`${report.people} people, and every counter equals its facts.`);

async function makePeople(): Promise<void> {
  const auth = getAuth(firebaseApp());
  for (const person of namedPeople) {
    const { uid, displayName, role } = person;
    await auth.createUser({ uid, email: emailOf(person), password, displayName, emailVerified: true });
    await auth.setCustomUserClaims(uid, { role });
    const standing: Standing = { role, bannedAt: null, tokensValidAfter: null };
    await standingRef(uid).create(standing);
    progress('People', `${uid} (${role})`);
  }
}

async function writeWorld(): Promise<void> {
  const society = makeSociety();
  const writes = [
    ...worldWrites(),
    ...societyWrites(society),
    ...makeProfiles(society).flatMap(profileWrites),
    ...programmeWrites(makeProgramme(society)),
  ];
  for (let done = 0; done < writes.length; ) {
    const batch = firestore().batch();
    const part = writes.slice(done, done + writesPerCommit);
    for (const { reference, data } of part) batch.create(reference, data);
    await batch.commit();
    done += part.length;
    progress('Documents', `${done} of ${writes.length}`);
  }
}

/** Every document of the world, as plain data. */
function worldWrites(): Write[] {
  return makeWorld().flatMap(({ input, interactions, comments }) => {
    const counts = countsOfFacts(interactions.values(), comments.size);
    const createdAt = Timestamp.fromDate(new Date(input.createdAt));
    const content: DocumentReference = contentRef(input).withConverter(null);
    return [
      { reference: content, data: { ...newContent(input, createdAt, Timestamp.fromDate), ...counts } },
      ...[...interactions].map(([uid, data]) => ({ reference: interactionOf(uid, input), data })),
      ...[...comments].map(([id, data]) => ({ reference: content.collection('comments').doc(id), data })),
    ];
  });
}

/** Cards, names, edges and blocks, as the operations leave them. */
function societyWrites({ cards, accounts, follows, blocks }: Society): Write[] {
  return [
    ...[...cards.values()].flatMap((card) => [
      { reference: plain(cardRef(card.uid)), data: card },
      { reference: plain(reservationRef(card.username)), data: { uid: card.uid, heldUntil: null } },
    ]),
    ...[...accounts].map(([uid, account]) => ({ reference: plain(accountRef(uid)), data: account })),
    ...follows.map((follow) => ({ reference: plain(followRef(follow.follower, follow.followee)), data: follow })),
    ...blocks.flatMap(({ blocker, blocked, blockedAt }) => [
      { reference: plain(blockRef(blocker, blocked)), data: { uid: blocked, blockedAt } },
      {
        reference: plain(blockedPairRef(blocker, blocked)),
        data: newPair(blocker, blocked),
      },
    ]),
  ];
}

function profileWrites({ uid, profile, history }: SeededProfile): Write[] {
  return [
    { reference: plain(creatorProfileRef(uid)), data: profile },
    ...[...history].map(([id, point]) => ({ reference: plain(syncPointRef(uid, id)), data: point })),
  ];
}

function programmeWrites({ creators, applications }: Programme): Write[] {
  return [
    ...creators.map((creator) => ({ reference: plain(creatorRef(creator.uid)), data: creator })),
    ...applications.map((application) => ({ reference: plain(applicationRef(application.uid)), data: application })),
  ];
}

function plain(reference: { withConverter(converter: null): DocumentReference }): DocumentReference {
  return reference.withConverter(null);
}

function interactionOf(uid: string, content: ContentName): DocumentReference {
  return interactionRef(uid, content).withConverter(null);
}

function progress(step: string, state: string): void {
  console.log(`${step.padEnd(10)} ${state}`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
