import { contractApp } from '../../platform/http/kernel.ts';
import { serveReference } from '../../platform/http/reference.ts';
import { historyRoutes } from './history.ts';
import { monitoringRoutes } from './monitoring.ts';
import { socialSync } from './schema.ts';
import { syncRoutes } from './sync.ts';

export const reference = {
  name: socialSync.name,
  functionName: 'socialSync',
  title: 'Firecircle social sync API',
  version: '1.0.0',
  description: "A creator's followers and engagement on every platform, with totals and history.",
};

export const app = contractApp(socialSync);

syncRoutes(app);
historyRoutes(app);
monitoringRoutes(app);
serveReference(app, reference);
