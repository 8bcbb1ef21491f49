// The doorplate: every deployed function.

export { autoSync, syncConnection } from './domains/autosync/triggers.ts';
export { contentOnUpdated, contentShardOnWritten, foldShards } from './domains/content/triggers.ts';
export {
  deliveriesOnConnectionUpdated,
  deliveriesOnSyncPointCreated,
  deliverWebhook,
  redeliverWebhooks,
} from './domains/deliveries/triggers.ts';
export { cardOnUpdated, cardShardOnWritten, foldFollowers } from './domains/graph/triggers.ts';
export { commerce } from './rest/commerce/function.ts';
export { engagement } from './rest/engagement/function.ts';
export { socialSync } from './rest/social-sync/function.ts';
export { streaming } from './rest/streaming/function.ts';
export { connections, content, creatorProfiles, creators, graph, webhooks } from './verbs/functions.ts';
