import { contractFunction } from '../../platform/https.ts';
import { app } from './routes.ts';

export const engagement = contractFunction(app);
