import { contractApp } from '../../platform/http/kernel.ts';
import { serveReference } from '../../platform/http/reference.ts';
import { authRoutes } from './auth.ts';
import { commerce } from './schema.ts';
import { socialRoutes } from './social.ts';
import { usersRoutes } from './users.ts';

export const reference = {
  name: commerce.name,
  title: 'Firecircle commerce API',
  version: '1.0.0',
  description: 'Accounts, sessions and profiles of a video-first social shop.',
};

export const app = contractApp(commerce);

authRoutes(app);
usersRoutes(app);
socialRoutes(app);

serveReference(app, reference);
