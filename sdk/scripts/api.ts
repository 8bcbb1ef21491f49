/** The public API as a reviewer reads it: writes or checks `api/*.api.md`. `--write` after an intended change. */
import { mkdirSync } from 'node:fs';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const packageFolder = new URL('..', import.meta.url).pathname;
const write = process.argv.includes('--write');
let stale = false;

for (const [name, entry] of [
  ['firecircle', 'index'],
  ['firecircle-server', 'server'],
] as const) {
  mkdirSync(`${packageFolder}.firecircle`, { recursive: true });
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: `${packageFolder}package.json`,
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: packageFolder,
      mainEntryPointFilePath: `${packageFolder}dist/${entry}.d.ts`,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2022',
            module: 'esnext',
            moduleResolution: 'bundler',
            lib: ['es2022', 'dom'],
            types: [],
            skipLibCheck: true,
          },
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: `${packageFolder}api`,
        reportTempFolder: `${packageFolder}.firecircle`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: {
        extractorMessageReporting: { 'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const result = Extractor.invoke(config, { localBuild: write, showVerboseMessages: false, showDiagnostics: false });
  if (!result.succeeded) stale = true;
}

if (stale) {
  console.error('The public API differs from sdk/api. If that is intended: npm run api -w sdk, and commit the report.');
  process.exitCode = 1;
}
