import type { ConnectablePlatform } from '../../../../sdk/src/verbs/connections.ts';
import type { Connector } from './connector.ts';
import { instagram } from './instagram.ts';
import { tiktok } from './tiktok.ts';
import { twitch } from './twitch.ts';
import { twitter } from './twitter.ts';
import { youtube } from './youtube.ts';

export const connectors: Readonly<Record<ConnectablePlatform, Connector>> = {
  tiktok,
  twitch,
  twitter,
  instagram,
  youtube,
};
