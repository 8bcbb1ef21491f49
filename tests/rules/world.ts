import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { initializeTestEnvironment, type RulesTestEnvironment } from '@firebase/rules-unit-testing';
import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import { connectFirestoreEmulator, type Firestore, getFirestore, setLogLevel } from 'firebase/firestore';
import { deleteApp as deleteAdminApp, initializeApp as initializeAdminApp } from 'firebase-admin/app';
import { type Firestore as AdminFirestore, getFirestore as getAdminFirestore } from 'firebase-admin/firestore';

/** A project of its own: its rules, its documents and its coverage report belong to these tests alone. */
export const projectId = 'demo-firecircle-rules';

export const rules = readFileSync(new URL('../../firestore.rules', import.meta.url), 'utf8');

/** The people of the tests. A role opens nothing in these rules, which is what ada shows. */
const tokens = {
  'signed-out': null,
  'an anonymous account': { sub: 'guest', firebase: { sign_in_provider: 'anonymous', identities: {} } },
  alice: { sub: 'alice' },
  bob: { sub: 'bob' },
  'banned sam': { sub: 'sam' },
  'ada the admin': { sub: 'ada', role: 'admin' },
} as const;

export type Person = keyof typeof tokens;
export const people = Object.keys(tokens).filter((name): name is Person => name in tokens);

export function uidOf(person: Person): string {
  return tokens[person]?.sub ?? 'nobody';
}

export const emulator = (() => {
  const url = new URL(`http://${process.env.FIRESTORE_EMULATOR_HOST ?? '127.0.0.1:8080'}`);
  return { host: url.hostname, port: Number(url.port) };
})();

const apps: FirebaseApp[] = [];
const cleanups: (() => Promise<void>)[] = [];
const clients = new Map<Person, Firestore>();

type Token = {
  sub: string;
  role?: string;
  /** When the session began, in seconds since the epoch. */
  auth_time?: number;
  firebase?: { sign_in_provider: 'anonymous'; identities: object };
};

function connect(project: string, token: Token | null): Firestore {
  const app = initializeApp({ projectId: project }, `${project}-${apps.length}`);
  apps.push(app);
  const firestore = getFirestore(app);
  connectFirestoreEmulator(firestore, emulator.host, emulator.port, token ? { mockUserToken: token } : {});
  return firestore;
}

/** One person's app, with the SDK as an app has it. */
export function clientOf(person: Person): Firestore {
  const known = clients.get(person);
  if (known) return known;
  const client = connect(projectId, tokens[person]);
  clients.set(person, client);
  return client;
}

/** A further app with a user of its own, in this project or another. */
export function newClient(uid: string, project = projectId): Firestore {
  return connect(project, { sub: uid });
}

/** A further app whose session began at this second. */
export function newSession(uid: string, beganAt: number, project = projectId): Firestore {
  return connect(project, { sub: uid, auth_time: beganAt });
}

/** Where it is written how an account stands. */
export function standingPath(uid: string): string {
  return `standings/${createHash('sha256').update(uid).digest('hex')}`;
}

/** A server's Firestore, which no rule binds: it sets the scene and reads what was left. */
export function serverOf(project: string): AdminFirestore {
  const app = initializeAdminApp({ projectId: project }, project);
  cleanups.push(() => deleteAdminApp(app));
  return getAdminFirestore(app);
}

export const server = serverOf(projectId);

/** Loads rules into a project; what a coverage report counts starts anew. */
export async function loadRules(project: string, text: string): Promise<RulesTestEnvironment> {
  const environment = await initializeTestEnvironment({ projectId: project, firestore: { rules: text, ...emulator } });
  cleanups.push(() => environment.cleanup());
  return environment;
}

export async function openWorld(): Promise<void> {
  // The SDK warns of each refused write, and most writes here are made to be refused.
  setLogLevel('silent');
  await (await loadRules(projectId, rules)).clearFirestore();
  await server.doc(standingPath('sam')).set({ bannedAt: new Date(), banReason: 'Spam' });
}

export async function closeWorld(): Promise<void> {
  await Promise.all([...apps.map(deleteApp), ...cleanups.map((cleanup) => cleanup())]);
}
