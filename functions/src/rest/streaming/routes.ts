import { contractApp } from '../../platform/http/kernel.ts';
import { serveReference } from '../../platform/http/reference.ts';
import { adminRoutes } from './admin.ts';
import { authRoutes } from './auth.ts';
import { creatorRoutes } from './creator.ts';
import { streaming } from './schema.ts';
import { socialRoutes } from './social.ts';
import { viewerRoutes } from './viewer.ts';

export const reference = {
  name: streaming.name,
  title: 'Firecircle streaming API',
  version: '1.0.0',
  description: 'Accounts, one-time codes, profiles, follows, blocks and the creator programme of a streaming network.',
};

export const app = contractApp(streaming);

authRoutes(app);
viewerRoutes(app);
socialRoutes(app);
creatorRoutes(app);
adminRoutes(app);

serveReference(app, reference);
