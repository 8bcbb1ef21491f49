// `npm start`: the whole backend on this machine, from a fresh clone to a table of addresses.
import { join } from 'node:path';
import { startInbox } from './setup/inbox.mjs';
import { HOST, PROJECT, REGION, ROOT } from './setup/places.mjs';
import { fixedPorts } from './setup/ports.mjs';
import { prepare } from './setup/prepare.mjs';
import { beforeEnd, command } from './setup/processes.mjs';
import { watchRules } from './setup/rules.mjs';
import { runSchedules } from './setup/schedules.mjs';
import { bold, dim, duration, say, showFailure, step, Trouble, table } from './setup/screen.mjs';
import { HOW_TO_GET, storageEmulator } from './setup/storage.mjs';
import { EMULATOR_DATA, startSuite } from './setup/suite.mjs';

const PASSWORD = 'firecircle-demo';
const PEOPLE = [
  ['alice', 'user'],
  ['bob', 'user'],
  ['carol', 'creator'],
  ['sam', 'seller'],
  ['mia', 'moderator'],
  ['ada', 'admin'],
];
const SERVICES = ['hub', 'logging', 'auth', 'firestore', 'functions', 'hosting', 'tasks', 'eventarc', 'platforms'];
const CONTRACTS = ['engagement', 'social-sync', 'streaming', 'commerce'];
const A_SONG = '6942c8061c42444751a5029f';

async function main() {
  const begun = Date.now();
  // A taken port is told before minutes of installing, and once more right before the start.
  await fixedPorts([...SERVICES, 'inbox']);
  const { firestore } = await prepare();
  const storage = storageEmulator();
  const services = storage ? [...SERVICES, 'storage'] : SERVICES;
  const { inbox, ...ports } = await fixedPorts([...services, 'inbox']);
  let suite;
  await step('Emulators', async (progress) => {
    suite = await startSuite({
      name: 'start',
      services,
      ports,
      firestore,
      storage,
      importData: EMULATOR_DATA,
      progress,
    });
    return 'every part answers';
  });
  beforeEnd(await startInbox(inbox, ports.firestore));
  beforeEnd(runSchedules(ports.functions));
  watchRules(join(ROOT, 'firestore.rules'), ports.firestore);
  showWelcome({ ports, inbox, firestore, storage, imported: suite.imported, took: Date.now() - begun });
  const reason = await suite.exited;
  throw new Trouble(`The emulators stopped by themselves (${reason}): start again.`, { log: suite.log });
}

function showWelcome({ ports, inbox, firestore, storage, imported, took }) {
  const hosting = `http://${HOST}:${ports.hosting}`;
  const auth = `http://${HOST}:${ports.auth}`;
  const signIn = `${auth}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=any`;
  say();
  say(bold(`Firecircle is ready`) + dim(` (${duration(took)}). Ctrl-C stops everything.`));
  say();
  say(
    table([
      ['The page', hosting],
      ['Mail inbox', `http://${HOST}:${inbox}`],
      ...CONTRACTS.map((name, index) => [
        index === 0 ? 'APIs and explorers' : '',
        `${hosting}/${name}/api  ${hosting}/${name}/docs`,
      ]),
      ['Functions', `http://${HOST}:${ports.functions}/${PROJECT}/${REGION}/engagement/api`],
      ['Firestore', `${HOST}:${ports.firestore}  (${firestore.name})`],
      ['Auth', `${HOST}:${ports.auth}`],
      ['Tasks, Eventarc', `${HOST}:${ports.tasks}, ${HOST}:${ports.eventarc}`],
      ['Platforms', `http://${HOST}:${ports.platforms}  (a fake: connect with tokens that begin with "fake-")`],
      ['Uploads', storage ? `${HOST}:${ports.storage}` : HOW_TO_GET],
      ['Project', PROJECT],
    ]),
  );
  say();
  if (imported) {
    say(`  Everybody's password is ${bold(PASSWORD)}.`);
    say(table(PEOPLE.map(([name, role]) => [`${name}@example.com`, role])));
  } else {
    say(`  The emulators are empty: there is no emulator-data/ to import (\`npm run seed\` makes it).`);
  }
  say();
  say('  Three things to try:');
  say(`  1. Open ${hosting} and sign in as alice and bob, side by side.`);
  say('  2. Like something from the command line:');
  say(`     TOKEN=$(curl -s '${signIn}' -H 'Content-Type: application/json' \\`);
  say(
    `       -d '{"email":"alice@example.com","password":"${PASSWORD}","returnSecureToken":true}' | sed -n 's/.*"idToken": *"\\([^"]*\\)".*/\\1/p')`,
  );
  say(`     curl -X POST ${hosting}/engagement/api/content/media/${A_SONG}/like -H "Authorization: Bearer $TOKEN"`);
  say(`  3. Explore the API at ${hosting}/engagement/docs`);
  say();
}

await command(main, showFailure);
