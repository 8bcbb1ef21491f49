// The doorplate: every deployed function.

export { contentOnUpdated, contentShardOnWritten, foldShards } from './domains/content/triggers.ts';
export { cardOnUpdated, cardShardOnWritten, foldFollowers } from './domains/graph/triggers.ts';
export { commerce } from './rest/commerce/function.ts';
export { engagement } from './rest/engagement/function.ts';
export { socialSync } from './rest/social-sync/function.ts';
export { streaming } from './rest/streaming/function.ts';
export { content, creatorProfiles, graph } from './verbs/functions.ts';
