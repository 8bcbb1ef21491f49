// Uploads. The official Storage emulator needs Java and a jar; fake-gcs-server is a Go program with the same wire format.
// Neither is fetched here, so that uploads never slow a first start down: what is there is used, and the table says so.

import { jarInfo, javaMajor } from './firestore.mjs';
import { CACHE_BIN, findProgram, HOST } from './places.mjs';
import { follow, start } from './processes.mjs';

const JAVA_MAJOR = 21;
export const HOW_TO_GET =
  'off (to switch on: Java 21 and `npx firebase setup:emulators:storage`, or fake-gcs-server on PATH)';

/** 'official', the path of a fake-gcs-server, or undefined when neither is here. */
export function storageEmulator() {
  if (jarInfo('storage').present && javaMajor() >= JAVA_MAJOR) return 'official';
  return findProgram('fake-gcs-server', [CACHE_BIN]);
}

export function startFakeStorage(program, port, log) {
  const child = start(program, [
    '-scheme',
    'http',
    '-host',
    HOST,
    '-port',
    String(port),
    '-public-host',
    `${HOST}:${port}`,
    '-backend',
    'memory',
  ]);
  follow(child, { log });
  return child;
}
