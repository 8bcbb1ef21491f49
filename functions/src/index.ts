// The doorplate: every deployed function.

export { eraseAccount } from './domains/accounts/triggers.ts';
export { autoSync, syncConnection } from './domains/autosync/triggers.ts';
export { contentOnUpdated, contentShardOnWritten, foldShards } from './domains/content/triggers.ts';
export { rewriteCreditsOf } from './domains/credits/triggers.ts';
export {
  deliveriesOnConnectionUpdated,
  deliveriesOnSyncPointCreated,
  deliverWebhook,
  redeliverWebhooks,
} from './domains/deliveries/triggers.ts';
export { cardOnUpdated, cardShardOnWritten, foldFollowers } from './domains/graph/triggers.ts';
export { forgetOldMails, mailOnCreated, retryMail } from './domains/mail/triggers.ts';
export { cardOnUserCreated } from './domains/profiles/triggers.ts';
export { commerce } from './rest/commerce/function.ts';
export { engagement } from './rest/engagement/function.ts';
export { socialSync } from './rest/social-sync/function.ts';
export { streaming } from './rest/streaming/function.ts';
export {
  account,
  connections,
  content,
  creatorProfiles,
  creators,
  graph,
  identity,
  profiles,
  webhooks,
} from './verbs/functions.ts';
