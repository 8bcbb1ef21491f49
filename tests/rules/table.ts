import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { rules } from './world.ts';

/** The names of collections in the paths that a file spells: those before an id, as in `users/${uid}/followers`. */
function collectionsOf(text: string): string[] {
  const paths = [...text.matchAll(/`([a-zA-Z]+\/\$\{[^`]*)`|collection(?:Group)?\('([a-zA-Z]+)'/g)];
  return paths.flatMap(([, path, name]) => (path === undefined ? [name ?? ''] : namesIn(path)));
}

function namesIn(path: string): string[] {
  const segments = path.replaceAll(/\$\{.*?\}(?=\/|$)/g, '*').split('/');
  return segments.filter((segment, index) => index % 2 === 0 && /^[a-zA-Z]+$/.test(segment));
}

export function table(): void {
  test('says of every collection that a server keeps who may read it', async () => {
    const root = new URL('../../functions/src/', import.meta.url);
    const names = new Set<string>();
    for await (const file of glob(['domains/**/documents.ts', 'platform/rateLimit.ts'], { cwd: root })) {
      for (const name of collectionsOf(readFileSync(new URL(file, root), 'utf8'))) names.add(name);
    }
    expect([...names]).toEqual(expect.arrayContaining(['users', 'followers', 'deliveries', 'standings', 'rateLimits']));
    const header = rules.slice(0, rules.indexOf('service cloud.firestore'));
    const told = new Set(header.match(/[a-zA-Z]+/g));
    expect([...names].filter((name) => !told.has(name))).toEqual([]);
  });
}
