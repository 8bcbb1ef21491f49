// A suite on free ports around some work, for tests, benchmarks and the making of emulator-data.

import { freePorts } from './ports.mjs';
import { prepare } from './prepare.mjs';
import { step } from './screen.mjs';
import { storageEmulator } from './storage.mjs';
import { exportSuite, startSuite } from './suite.mjs';

const WHOLE_SUITE = ['auth', 'firestore', 'functions', 'hosting', 'tasks', 'eventarc', 'platforms', 'storage'];

/**
 * Sets everything up, starts the services of `only` (all of them by default), calls `run(environment)`, exports what the
 * emulators then hold to `exportTo`, and stops. `name` tells the logs of different commands apart. Gives what `run` gives.
 */
export async function withEmulators({ name, only = WHOLE_SUITE, importData, exportTo, withBuild = true }, run) {
  const { firestore } = await prepare({ withBuild });
  const storage = only.includes('storage') ? storageEmulator() : undefined;
  const services = ['hub', 'logging', ...only.filter((service) => service !== 'storage' || storage)];
  let suite;
  await step('Emulators', async (progress) => {
    // A port of nobody, where a test may receive webhooks.
    const ports = await freePorts([...services, 'receiver']);
    suite = await startSuite({ name, services, ports, firestore, storage, importData, progress });
    return `${only.filter((service) => services.includes(service)).join(', ')}${importData && !suite.imported ? ', empty' : ''}`;
  });
  const result = await run(suite.environment);
  if (exportTo) await step('Export', () => exportSuite(suite.ports, exportTo));
  await step('Stop the emulators', () => suite.stop());
  return result;
}
