import { defineConfig } from 'tsdown';

/** One file per module, so that an app's bundler leaves out every module that it does not import. */
export default defineConfig({
  entry: ['src/index.ts', 'src/server.ts'],
  outDir: 'dist',
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  unbundle: true,
  sourcemap: true,
  clean: true,
});
