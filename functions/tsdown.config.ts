import { defineConfig } from 'tsdown';

/** The deployed folder is self-sufficient: everything but Firebase's own packages is bundled into it. */
export default defineConfig({
  entry: { index: 'src/index.ts' },
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node24',
  dts: false,
  sourcemap: true,
  clean: true,
  outExtensions: () => ({ js: '.js' }),
  deps: { neverBundle: [/^firebase-admin(\/|$)/, /^firebase-functions(\/|$)/], alwaysBundle: [/^(?!firebase-)/] },
});
