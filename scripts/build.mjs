// `npm run build`: packages and builds, without starting anything.
import { build } from './setup/build.mjs';
import { install } from './setup/install.mjs';
import { command } from './setup/processes.mjs';
import { showFailure, step } from './setup/screen.mjs';

async function main() {
  await step('Packages', install);
  await step('Build', build);
  return 0;
}

await command(main, showFailure);
