// `npm run seed`: fills empty emulators by scripts/seed.ts and writes what they then hold to emulator-data/, which
// `npm start` and `npm test` import.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode } from './setup/node.mjs';
import { ROOT } from './setup/places.mjs';
import { command, runInView } from './setup/processes.mjs';
import { showFailure, Trouble } from './setup/screen.mjs';
import { EMULATOR_DATA } from './setup/suite.mjs';
import { withEmulators } from './setup/with-emulators.mjs';

async function main() {
  await withEmulators(
    { name: 'seed', only: ['auth', 'firestore'], exportTo: EMULATOR_DATA, withBuild: false },
    async (env) => {
      const exitCode = await runInView(projectNode(), [join(ROOT, 'scripts', 'seed.ts')], { env });
      if (exitCode !== 0)
        throw new Trouble(`scripts/seed.ts failed (exit code ${exitCode}); emulator-data/ is as it was.`);
      // The export replaces the folder only from here on, when there is something to export.
      rmSync(EMULATOR_DATA, { recursive: true, force: true });
    },
  );
  return 0;
}

await command(main, showFailure);
