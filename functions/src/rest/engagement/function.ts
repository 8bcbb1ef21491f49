import { contractFunction } from '../../platform/https.ts';

export const engagement = contractFunction(() => import('./routes.ts'));
