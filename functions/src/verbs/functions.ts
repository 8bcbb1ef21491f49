import { callableFunction } from '../platform/callable.ts';

/** The callable functions, one per domain. */
export const account = callableFunction(() => import('./account.ts'));
export const connections = callableFunction(() => import('./connections.ts'));
export const content = callableFunction(() => import('./content.ts'));
export const creatorProfiles = callableFunction(() => import('./socialsync.ts'));
export const creators = callableFunction(() => import('./creators.ts'));
export const graph = callableFunction(() => import('./graph.ts'));
export const identity = callableFunction(() => import('./identity.ts'));
export const profiles = callableFunction(() => import('./profiles.ts'));
export const webhooks = callableFunction(() => import('./webhooks.ts'));
