import { contractApp } from '../../platform/http/kernel.ts';
import { serveReference } from '../../platform/http/reference.ts';
import { streaming } from './schema.ts';

export const reference = {
  name: streaming.name,
  title: 'Firecircle streaming API',
  version: '1.0.0',
  description: 'Accounts, one-time codes, profiles, follows, blocks and the creator programme of a streaming network.',
};

export const app = contractApp(streaming);

serveReference(app, reference);
