// The emulator suite: its configuration, its start, the proof that every part answers, and its end.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FIREBASE } from './firestore.mjs';
import { projectNode } from './node.mjs';
import { HOST, PROJECT, REGION, ROOT, readJson, SCRATCH, scratch } from './places.mjs';
import { platformsEnvironment, platformsUrl, startFakePlatforms } from './platforms.mjs';
import { SERVICES } from './ports.mjs';
import { beforeEnd, follow, isAlive, signalGroup, start } from './processes.mjs';
import { Trouble } from './screen.mjs';
import { startFakeStorage } from './storage.mjs';

export const EMULATOR_DATA = join(ROOT, 'emulator-data');
const READY_MS = 180_000;
const ANSWER_MS = 20_000;
const POLL_MS = 150;

/** What is told to every program that is to meet this suite: the names that the Firebase libraries read, and ours. */
function suiteEnvironment(ports) {
  const environment = { GCLOUD_PROJECT: PROJECT, METADATA_SERVER_DETECTION: 'none' };
  const at = (service) => `${HOST}:${ports[service]}`;
  if (ports.firestore) environment.FIRESTORE_EMULATOR_HOST = at('firestore');
  if (ports.auth) environment.FIREBASE_AUTH_EMULATOR_HOST = at('auth');
  if (ports.tasks) environment.CLOUD_TASKS_EMULATOR_HOST = at('tasks');
  if (ports.storage) environment.FIREBASE_STORAGE_EMULATOR_HOST = at('storage');
  if (ports.functions) environment.FIRECIRCLE_FUNCTIONS_URL = `http://${at('functions')}/${PROJECT}/${REGION}`;
  if (ports.hosting) environment.FIRECIRCLE_HOSTING_URL = `http://${at('hosting')}`;
  if (ports.receiver) environment.FIRECIRCLE_WEBHOOK_ALLOW = at('receiver');
  return environment;
}

/**
 * firebase.json stays what is deployed. The suite runs from a copy with these ports, in a folder of its own, where
 * firebase-tools also leaves its logs. Paths in it are relative to it; those that firebase-tools wants below it are absolute.
 */
function writeConfiguration(folder, ports, storage) {
  const configuration = readJson(ROOT, 'firebase.json');
  const fromHere = (path) => relative(folder, resolve(ROOT, path)).replaceAll('\\', '/');
  // A copy: see rules.mjs. A test run is also not to change its rules halfway.
  copyFileSync(resolve(ROOT, configuration.firestore.rules), join(folder, 'firestore.rules'));
  configuration.firestore.rules = 'firestore.rules';
  configuration.firestore.indexes = resolve(ROOT, configuration.firestore.indexes);
  for (const codebase of configuration.functions) codebase.source = fromHere(codebase.source);
  configuration.hosting.public = fromHere(configuration.hosting.public);
  for (const rewrite of configuration.hosting.rewrites) if (rewrite.function) rewrite.function.region = REGION;
  if (storage === 'official') configuration.storage.rules = resolve(ROOT, configuration.storage.rules);
  else delete configuration.storage;

  const emulators = { singleProjectMode: true, ui: { enabled: false } };
  for (const service of Object.keys(SERVICES)) {
    if (ports[service] && service !== 'platforms' && (service !== 'storage' || storage === 'official')) {
      emulators[service] = { host: HOST, port: ports[service] };
    }
  }
  emulators.firestore.websocketPort = ports.websocket;
  configuration.emulators = emulators;
  writeFileSync(join(folder, 'firebase.json'), JSON.stringify(configuration, null, 2));
}

/** firebase-tools keeps logins and asks for news in the user's configuration folder: ours is empty and up to date. */
function writeToolState(folder) {
  mkdirSync(join(folder, 'configstore'), { recursive: true });
  const state = { usage: false, 'gemini-cli-disabled': true, motd: {}, 'motd.fetched': Number.MAX_SAFE_INTEGER };
  writeFileSync(join(folder, 'configstore', 'firebase-tools.json'), JSON.stringify(state));
}

/** The folders of suites whose launcher was killed. */
function removeLeftovers() {
  for (const name of readdirSync(scratch())) {
    const pid = /^suite-(\d+)$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(scratch(name), { recursive: true, force: true });
  }
}

/**
 * Starts the named services on `ports` and waits until each one answers. The suite ends with this process, or by `stop`.
 * `importData` is a folder made by an export; when it is absent the suite starts empty.
 */
export async function startSuite({ name, services, ports, firestore, storage, importData, progress }) {
  removeLeftovers();
  const folder = scratch(`suite-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  beforeEnd(() => rmSync(folder, { recursive: true, force: true }));
  const log = scratch(`${name}.log`);
  rmSync(log, { force: true });
  writeConfiguration(folder, ports, storage);
  writeToolState(join(folder, 'config'));

  const only = services.filter(
    (service) =>
      !['hub', 'logging', 'platforms'].includes(service) && (service !== 'storage' || storage === 'official'),
  );
  const imported = importData && existsSync(join(importData, 'firebase-export-metadata.json'));
  const [program, ...args] = [
    ...firestore.prefix,
    projectNode(),
    ...['--import', new URL('./quick-auth.mjs', import.meta.url).href],
    FIREBASE,
    'emulators:start',
    ...['--project', PROJECT, '--config', join(folder, 'firebase.json'), '--only', only.join(','), '--non-interactive'],
    ...(imported ? ['--import', importData] : []),
  ];
  const started = [];
  if (storage && storage !== 'official')
    started.push(startFakeStorage(storage, ports.storage, scratch(`${name}-storage.log`)));
  if (ports.platforms) started.push(startFakePlatforms(ports.platforms, scratch(`${name}-platforms.log`)));
  const suite = start(program, args, {
    cwd: folder,
    env: {
      ...(storage &&
        storage !== 'official' && {
          FIREBASE_STORAGE_EMULATOR_HOST: `${HOST}:${ports.storage}`,
          STORAGE_EMULATOR_HOST: `http://${HOST}:${ports.storage}`,
        }),
      ...(ports.platforms && platformsEnvironment(platformsUrl(ports.platforms))),
      ...(ports.receiver && { FIRECIRCLE_WEBHOOK_ALLOW: `${HOST}:${ports.receiver}` }),
      XDG_CONFIG_HOME: join(folder, 'config'),
      // Nobody is asked, nothing is looked up outside: the news of the tools, Google's metadata server, editors.
      CI: 'true',
      METADATA_SERVER_DETECTION: 'none',
      // Functions tell what they are through a file: over HTTP they would listen on every interface, and take 3 s to stop.
      FIREBASE_FUNCTIONS_DISCOVERY_OUTPUT_PATH: folder,
      NODE_COMPILE_CACHE: join(SCRATCH, 'compiled'),
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
    },
  });
  started.push(suite);
  let last = '';
  follow(suite, {
    log,
    onLine: (line) => {
      if (line.trim()) last = line.trim();
    },
  });

  let gone;
  const exited = new Promise((resolveExit) => {
    const leave = (reason) => {
      gone = reason;
      resolveExit(reason);
    };
    suite.once('error', (error) => leave(error.message));
    suite.once('exit', (code, signal) => leave(signal ?? `exit code ${code}`));
  });
  const stop = async () => {
    if (gone !== undefined) return;
    for (const child of started.reverse()) signalGroup(child, 'SIGINT');
    await exited;
  };
  beforeEnd(stop);

  const parts = partsToAnswer(services, ports, storage);
  const begun = Date.now();
  const waiting = new Set(parts.map((part) => part.title));
  const tell = () => progress(waiting.size === parts.length ? 'starting' : `waiting for ${[...waiting].join(', ')}`);
  tell();
  const until = (work) =>
    Promise.race([
      work,
      exited.then(() => {
        throw new Trouble(`The emulators stopped before they were ready (${gone}).`, { log });
      }),
    ]);
  await Promise.all(
    parts.map(async (part) => {
      for (let reason = 'no answer'; ; await until(wait(POLL_MS))) {
        if (Date.now() - begun > READY_MS) {
          throw new Trouble(`${part.title} did not answer at ${part.url} within ${READY_MS / 1000} s (${reason}).`, {
            log,
          });
        }
        // A function's first call loads it, and while functions load Hosting has nobody to ask.
        if (part.after?.some((title) => waiting.has(title))) continue;
        try {
          const answer = await until(fetch(part.url, { signal: AbortSignal.timeout(ANSWER_MS) }));
          await answer.arrayBuffer();
          if (part.accept(answer)) break;
          reason = `HTTP ${answer.status}`;
        } catch (error) {
          if (error instanceof Trouble) throw error;
          reason = error.cause?.code ?? error.message;
        }
      }
      waiting.delete(part.title);
      tell();
    }),
  );
  return {
    ports,
    log,
    stop,
    exited,
    last: () => last,
    imported: Boolean(imported),
    environment: suiteEnvironment(ports),
  };
}

/** The addresses that must answer before we say "ready". Emulators without a page of their own answer with any status. */
function partsToAnswer(services, ports, storage) {
  const ok = (answer) => answer.ok;
  const any = () => true;
  const base = (service) => `http://${HOST}:${ports[service]}`;
  const feed = '/api/media/all-content?limit=1';
  const parts = {
    hub: [{ title: 'Hub', url: `${base('hub')}/emulators`, accept: ok }],
    auth: [{ title: 'Auth', url: `${base('auth')}/`, accept: ok }],
    firestore: [{ title: 'Firestore', url: `${base('firestore')}/`, accept: ok }],
    tasks: [{ title: 'Tasks', url: `${base('tasks')}/`, accept: any }],
    eventarc: [{ title: 'Eventarc', url: `${base('eventarc')}/`, accept: any }],
    platforms: [{ title: 'Platforms', url: `${base('platforms')}/`, accept: any }],
    storage: storage ? [{ title: 'Storage', url: `${base('storage')}/`, accept: any }] : [],
    functions: [
      {
        title: 'Functions',
        url: `${base('functions')}/${PROJECT}/${REGION}/engagement${feed}`,
        accept: ok,
        after: ['Firestore', 'Auth'],
      },
    ],
    hosting: [
      { title: 'Hosting', url: `${base('hosting')}/`, accept: ok },
      {
        title: 'Hosting to Functions',
        url: `${base('hosting')}/engagement${feed}`,
        accept: ok,
        after: ['Functions', 'Hosting'],
      },
    ],
  };
  return services.flatMap((service) => parts[service] ?? []);
}

/** Writes what the emulators hold into a folder, in the form that `importData` reads. */
export async function exportSuite(ports, folder) {
  const answer = await fetch(`http://${HOST}:${ports.hub}/_admin/export`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ path: resolve(folder), initiatedBy: 'firecircle' }),
  });
  if (!answer.ok) throw new Trouble(`The emulators could not export to ${folder}: ${await answer.text()}`);
}
