import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** What the SDK's own tools say of the built package; each prints what to do when it is not content. */

const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;

async function script(name: string): Promise<string> {
  try {
    return (await run('npm', ['run', '--silent', name, '-w', 'sdk'], { cwd: root })).stdout;
  } catch (error) {
    throw new Error(error instanceof Error && 'stdout' in error ? `${error.message}\n${error.stdout}` : String(error));
  }
}

test('publint and attw find nothing wrong with it', async () => {
  expect(await script('check:package')).toContain('All good!');
});

test('an app that likes pays at most the budget in bytes', async () => {
  expect(await script('check:size')).toContain('toggleLike');
});

test('the public API is the one that was reviewed', async () => {
  await expect(script('check:api')).resolves.toBeTypeOf('string');
});
