// The five platforms that creators connect to, as a fake on this machine: for `npm start` and for the tests alike.
import { join } from 'node:path';
import { projectNode } from './node.mjs';
import { HOST, ROOT } from './places.mjs';
import { follow, start } from './processes.mjs';

const PLATFORMS = ['tiktok', 'twitch', 'twitter', 'instagram', 'youtube'];

/** What functions must be told to meet the fake at `url` and not the real platforms. */
export function platformsEnvironment(url) {
  return Object.fromEntries(
    PLATFORMS.flatMap((platform) => {
      const prefix = `FIRECIRCLE_${platform.toUpperCase()}`;
      return [
        [`${prefix}_API`, `${url}/${platform}`],
        [`${prefix}_AUTH`, `${url}/${platform}`],
        [`${prefix}_CLIENT_ID`, 'fake-client'],
        [`${prefix}_CLIENT_SECRET`, 'fake-secret'],
      ];
    }),
  );
}

export function startFakePlatforms(port, log) {
  const child = start(projectNode(), [join(ROOT, 'scripts', 'fake-platforms', 'main.ts')], {
    env: { FIRECIRCLE_PLATFORMS_PORT: String(port) },
  });
  follow(child, { log });
  return child;
}

export const platformsUrl = (port) => `http://${HOST}:${port}`;
