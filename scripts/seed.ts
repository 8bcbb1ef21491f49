/**
 * Fills empty Auth and Firestore emulators with a small world: the named people, a crowd, contents of all five types,
 * and what everybody did to them, with counters that equal the facts. The same every time, up to the times and
 * password salts that the Auth emulator makes itself. `npm run seed` runs it and writes emulator-data/.
 */
import { getAuth } from 'firebase-admin/auth';
import { type DocumentReference, Timestamp } from 'firebase-admin/firestore';
import { type ContentName, contentRef, contents } from '../functions/src/domains/content/documents.ts';
import { interactionRef } from '../functions/src/domains/engagement/documents.ts';
import { type Standing, standingRef } from '../functions/src/domains/identity/documents.ts';
import { firebaseApp } from '../functions/src/platform/firebase.ts';
import { firestore } from '../functions/src/platform/firestore.ts';
import { newContent } from '../sdk/src/verbs/content.ts';
import { emailOf, namedPeople, password } from './seed/people.ts';
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
  const writes = worldWrites();
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
