// `npm test`: the same set-up as `npm start`, the whole suite on free ports beside it, then every check and every test.
// Arguments go to vitest (`npm test -- tests/rest`); with any of them only the chosen tests run, without the checks.
// `--project prove` (`npm run prove`) runs the long proofs, which an ordinary run leaves out.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode } from './setup/node.mjs';
import { findProgram, ROOT, scratch, WINDOWS } from './setup/places.mjs';
import { command, npmCommand, runInView } from './setup/processes.mjs';
import { say, showFailure } from './setup/screen.mjs';
import { EMULATOR_DATA } from './setup/suite.mjs';
import { withEmulators } from './setup/with-emulators.mjs';

const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');

/** A Chrome of the machine for the browser tests, or nothing: then they use the one that npm carries. */
function chrome() {
  if (process.env.FIRECIRCLE_CHROME) return process.env.FIRECIRCLE_CHROME;
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge'];
  const places =
    process.platform === 'darwin'
      ? ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
          (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
        )
      : [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
          .filter((folder) => WINDOWS && folder)
          .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'));
  return names.map((name) => findProgram(name)).find(Boolean) ?? places.find((path) => existsSync(path));
}

async function check() {
  say('\nChecks: style, types, unused code');
  const npm = npmCommand(projectNode());
  return runInView(npm.command, [...npm.args, 'run', '--silent', 'check'], { shell: npm.shell });
}

/** Vitest's own account of the run, or undefined when it did not come to write one. */
function readTotals(path) {
  if (!existsSync(path)) return undefined;
  const {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests,
    numTodoTests,
  } = JSON.parse(readFileSync(path, 'utf8'));
  return { passed, failed, skipped: numPendingTests + numTodoTests };
}

async function main() {
  const chosen = process.argv.slice(2);
  const whole = chosen.length === 0;
  const results = scratch(`test-results-${process.pid}.json`);
  const projects = chosen.some((argument) => argument.startsWith('--project')) ? [] : ['--project', '!prove'];
  let checks = 0;
  let tests = 1;
  try {
    await withEmulators({ name: 'test', importData: EMULATOR_DATA }, async (environment) => {
      if (whole) checks = await check();
      say();
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
      const browser = chrome();
      tests = await runInView(projectNode(), [VITEST, 'run', ...reporters, ...projects, ...chosen], {
        env: { ...environment, ...(browser && { FIRECIRCLE_CHROME: browser }) },
      });
    });
    const totals = readTotals(results);
    if (checks !== 0)
      say('\n✗ The checks above failed (`npm run check` runs them alone, `npm run format` mends style).');
    if (!totals) return tests || 1;
    const skipped = whole && totals.skipped > 0;
    if (skipped) say('\n✗ A skipped test counts as a failure here.');
    if (tests !== 0 && totals.failed === 0) say('\n✗ A test file could not be run, see above.');
    say(
      `\ntests: ${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`,
    );
    return checks || tests || (skipped ? 1 : 0);
  } finally {
    rmSync(results, { force: true });
  }
}

await command(main, showFailure);
