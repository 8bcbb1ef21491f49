import { expect, test } from 'vitest';
import { lockfileFor } from '../../functions/scripts/lockfile.ts';

const manifest = { name: 'member', version: '1.0.0', dependencies: { a: '1.0.0' } };
const packages = (entries: Record<string, object>) => ({ packages: entries });
const placesOf = (lockfile: object) => Object.keys(Reflect.get(lockfile, 'packages'));

test('takes what the dependencies need and nothing else, by the nearest version', () => {
  const workspace = packages({
    'node_modules/a': { version: '1.0.0', dependencies: { b: '^1' }, dev: true },
    'node_modules/a/node_modules/b': { version: '1.5.0', dependencies: { c: '*' } },
    'node_modules/b': { version: '2.0.0' },
    'node_modules/c': { version: '3.0.0', dependencies: { a: '*' } },
    'node_modules/unneeded': { version: '1.0.0' },
  });
  const lockfile = lockfileFor(manifest, workspace, 'member');
  expect(placesOf(lockfile)).toEqual(['', 'node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c']);
  expect(lockfile).toMatchObject({ packages: { 'node_modules/a': { version: '1.0.0' } } });
  expect(JSON.stringify(lockfile)).not.toContain('"dev"');
});

test("a member's own version wins and moves to the top", () => {
  const workspace = packages({
    'member/node_modules/a': { version: '1.0.0', dependencies: { b: '*' } },
    'node_modules/a': { version: '9.0.0' },
    'node_modules/b': { version: '1.0.0' },
  });
  const lockfile = lockfileFor(manifest, workspace, 'member');
  expect(placesOf(lockfile)).toEqual(['', 'node_modules/a', 'node_modules/b']);
  expect(lockfile).toMatchObject({ packages: { 'node_modules/a': { version: '1.0.0' } } });
});

test('an optional package may be missing, a needed one may not', () => {
  const optional = packages({ 'node_modules/a': { version: '1.0.0', optionalDependencies: { gone: '*' } } });
  expect(placesOf(lockfileFor(manifest, optional, 'member'))).toEqual(['', 'node_modules/a']);
  const needed = packages({ 'node_modules/a': { version: '1.0.0', dependencies: { gone: '*' } } });
  expect(() => lockfileFor(manifest, needed, 'member')).toThrow('gone');
});
