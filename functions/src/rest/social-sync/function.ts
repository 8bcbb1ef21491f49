import { contractFunction } from '../../platform/https.ts';

export const socialSync = contractFunction(() => import('./routes.ts'));
