// `npm run bench -- likes`: bench/likes.ts beside Firestore and Auth on free ports. The functions emulator is left out: it
// starts a process for every request and would be all that is measured.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode } from './setup/node.mjs';
import { ROOT } from './setup/places.mjs';
import { command, runInView } from './setup/processes.mjs';
import { showFailure, Trouble } from './setup/screen.mjs';
import { withEmulators } from './setup/with-emulators.mjs';

const FOLDER = join(ROOT, 'bench');

async function main() {
  const [name = '', ...rest] = process.argv.slice(2);
  const file = join(FOLDER, `${name}.ts`);
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((entry) => entry.endsWith('.ts')) : [];
    throw new Trouble(
      `Say what to measure, for example \`npm run bench -- likes\`; there is: ${names.map((entry) => entry.slice(0, -3)).join(', ')}.`,
    );
  }
  return withEmulators({ name: 'bench', only: ['auth', 'firestore'] }, (env) =>
    runInView(projectNode(), [file, ...rest], { env }),
  );
}

await command(main, showFailure);
