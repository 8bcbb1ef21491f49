import { contractFunction } from '../../platform/https.ts';

export const commerce = contractFunction(() => import('./routes.ts'));
