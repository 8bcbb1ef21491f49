// The doorplate: every deployed function.

export { contentOnUpdated, contentShardOnWritten, foldShards } from './domains/content/triggers.ts';
export { cardOnUpdated, cardShardOnWritten, foldFollowers } from './domains/graph/triggers.ts';
export { eraseAccount, eraseOnUserDeleted } from './domains/identity/accounts/triggers.ts';
export { forgetOldMails, mailOnCreated, retryMail } from './domains/mail/triggers.ts';
export { rewriteCreditsOf } from './domains/profiles/credits/triggers.ts';
export { cardOnUserCreated } from './domains/profiles/triggers.ts';
export { autoSync, syncConnection } from './domains/socialsync/autosync/triggers.ts';
export {
  deliveriesOnConnectionUpdated,
  deliveriesOnSyncPointCreated,
  deliverWebhook,
  redeliverWebhooks,
} from './domains/webhooks/deliveries/triggers.ts';
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
