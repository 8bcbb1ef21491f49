import { contractFunction } from '../../platform/https.ts';

export const streaming = contractFunction(() => import('./routes.ts'));
