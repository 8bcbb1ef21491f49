import type { Plugin } from 'vite';

/**
 * Replaces exported operations by ones that throw, so that a test which is named after a behaviour can be seen to fail
 * when the behaviour is gone. `FIRECIRCLE_BROKEN` lists them: `content.listContents,engagement.toggleLike`.
 */
export function brokenOperations(list: string | undefined): Plugin {
  const operations = (list ?? '').split(',').filter(Boolean);
  return {
    name: 'broken-operations',
    enforce: 'pre',
    transform(code, id) {
      const domain = /functions\/src\/domains\/([a-z/]+)\/operations\.ts$/.exec(id)?.[1];
      const names = operations
        .filter((operation) => operation.startsWith(`${domain}.`))
        .map((name) => name.split('.')[1]);
      if (domain === undefined || names.length === 0) return null;
      return names.reduce<string>((broken, name) => {
        const opening = new RegExp(`(export async function ${name}\\b[\\s\\S]*?\\): Promise<[\\s\\S]*?> \\{\\n)`);
        if (!opening.test(broken)) throw new Error(`${domain} has no operation ${name}`);
        return broken.replace(opening, "$1  throw new Error('This operation was replaced by one that throws');\n");
      }, code);
    },
  };
}
