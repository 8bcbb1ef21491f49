import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** The law of imports: who may know whom. Rooms are told by their paths; what is not allowed here is forbidden. */

const root = resolve(import.meta.dirname, '../..');

type Room =
  | 'index'
  | 'rest'
  | 'verbs'
  | 'documents'
  | 'logic'
  | 'operations'
  | 'triggers'
  | 'platform'
  | 'sdk-verbs'
  | 'sdk'
  | 'web';

function roomOf(path: string): Room | undefined {
  if (path === 'functions/src/index.ts') return 'index';
  if (path.startsWith('sdk/src/verbs/')) return 'sdk-verbs';
  if (path.startsWith('sdk/')) return 'sdk';
  if (path.startsWith('web/')) return 'web';
  if (path.startsWith('functions/src/platform/')) return 'platform';
  if (path.startsWith('functions/src/rest/')) return 'rest';
  if (path.startsWith('functions/src/verbs/')) return 'verbs';
  const role = /^functions\/src\/domains\/[a-z]+(?:\/[a-z]+)?\/(documents|logic|operations|triggers)\.ts$/.exec(
    path,
  )?.[1];
  return role as Room | undefined;
}

const allowed: Readonly<Record<Room, readonly Room[]>> = {
  index: ['rest', 'verbs', 'triggers'],
  rest: ['rest', 'operations', 'documents', 'logic', 'platform', 'sdk-verbs'],
  verbs: ['verbs', 'operations', 'documents', 'logic', 'platform', 'sdk-verbs'],
  triggers: ['operations', 'documents', 'logic', 'platform', 'sdk-verbs'],
  operations: ['operations', 'documents', 'logic', 'platform', 'sdk-verbs'],
  documents: ['documents', 'platform', 'sdk-verbs'],
  logic: ['logic', 'documents', 'platform', 'sdk-verbs'],
  platform: ['platform', 'sdk-verbs'],
  'sdk-verbs': ['sdk-verbs'],
  sdk: ['sdk', 'sdk-verbs'],
  web: ['web'],
};

const importLine = /^\s*(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

async function importsIn(folder: string): Promise<Import[]> {
  const files = await readdir(join(root, folder), { recursive: true });
  const sources = files.filter((file) => /\.tsx?$/.test(file) && !/node_modules|dist\//.test(file));
  const found = await Promise.all(
    sources.map(async (file) => {
      const from = join(folder, file);
      const text = await readFile(join(root, from), 'utf8');
      return [...text.matchAll(importLine)].map(([, type, to = '']) => ({ from, to, typeOnly: type !== undefined }));
    }),
  );
  return found.flat();
}

const target = ({ from, to }: Import): string => relative(root, resolve(root, dirname(from), to));

test('every file has a room, and imports only from the rooms that its own may know', async () => {
  const broken: string[] = [];
  let seen = 0;
  for (const found of [
    ...(await importsIn('functions/src')),
    ...(await importsIn('sdk/src')),
    ...(await importsIn('web/src')),
  ]) {
    const room = roomOf(found.from);
    if (room === undefined) broken.push(`${found.from} is in no room`);
    if (room === undefined || !found.to.startsWith('.')) continue;
    if (/\.(css|svg|json)$/.test(found.to)) continue;
    seen += 1;
    const other = roomOf(target(found));
    if (other === undefined || !allowed[room].includes(other)) broken.push(`${found.from} -> ${target(found)}`);
  }
  expect(broken).toEqual([]);
  expect(seen).toBeGreaterThan(40);
});

test('REST routes never touch Firestore, logic imports types only; web uses the published SDK', async () => {
  const imports = [
    ...(await importsIn('functions/src')),
    ...(await importsIn('sdk/src')),
    ...(await importsIn('web/src')),
  ];
  const broken = imports.filter((found) => {
    const room = roomOf(found.from);
    const firestore = /^firebase(-admin)?\/firestore|^@google-cloud\/firestore/.test(found.to);
    if (room === 'rest') return firestore || target(found).endsWith('platform/firestore.ts');
    if (room === 'logic')
      return !found.typeOnly && !['logic', 'sdk-verbs'].includes(roomOf(target(found)) ?? 'outside');
    if (room === 'sdk-verbs') return found.to.startsWith('firebase');
    return false;
  });
  expect(broken).toEqual([]);
});

test('a domain spells its collections in documents.ts alone', async () => {
  const files = await readdir(join(root, 'functions/src'), { recursive: true });
  const broken: string[] = [];
  // The limiter's windows belong to no domain.
  const own = (name: string) => name.endsWith('documents.ts') || name === 'platform/rateLimit.ts';
  for (const file of files.filter((name) => name.endsWith('.ts') && !own(name))) {
    const text = await readFile(join(root, 'functions/src', file), 'utf8');
    if (/(\.collection|\.doc|collectionGroup|typedDocument)\(\s*[`'"](?!\$\{main\.path)/.test(text)) broken.push(file);
  }
  expect(broken).toEqual([]);
});
