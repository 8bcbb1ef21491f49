/**
 * Firecircle: a social backend on your own Firebase project. Likes, saves, shares and views that persist; people, follows
 * and blocks; creators and their figures.
 *
 * Each function takes the instance of `getFirecircle` first and can be imported alone. Everything that fails, fails with
 * a `FirecircleError`.
 *
 * @packageDocumentation
 */
export { type AccountExport, deleteAccount, type ExportedDocument, exportAccount } from './account.ts';
export type { CallOptions } from './calls.ts';
export type { ChangeOptions } from './changes.ts';
export {
  type ConnectionState,
  connectPlatform,
  disconnectPlatform,
  listConnections,
  type PlatformGrant,
  syncNow,
} from './connections.ts';
export {
  type ContentStanding,
  type PutContentsResult,
  putContents,
  removeContent,
  restoreContent,
} from './contents.ts';
export {
  type CreatorProfile,
  type CreatorProfileEdit,
  createCreatorProfile,
  type Figures,
  type Range,
  type SyncAnalytics,
  type SyncAnalyticsOptions,
  type SyncCounts,
  type SyncDay,
  syncAnalytics,
  syncPlatform,
  syncPlatforms,
  updateCreatorProfile,
} from './creatorProfiles.ts';
export {
  type ApplicationEdit,
  type ApplicationInput,
  type ApplicationListOptions,
  type ApplicationPage,
  approveCreator,
  type CreatorApplication,
  type CreatorCard,
  type CreatorEdit,
  getCreatorApplication,
  listCreatorApplications,
  rejectCreator,
  type SubmitOptions,
  submitCreatorApplication,
  updateCreator,
  updateCreatorApplication,
  withdrawCreator,
} from './creators.ts';
export type { ContentName } from './documents.ts';
export { connectFirecircleEmulators, type EmulatorOptions } from './emulators.ts';
export { type ErrorCode, FirecircleError, type FirecircleErrorOptions } from './errors.ts';
export {
  type FollowerHistoryOptions,
  followerHistory,
  type LiveCreatorProfile,
  type SyncPoint,
  watchProfile,
} from './figures.ts';
export { type Firecircle, type FirecircleOptions, getFirecircle } from './firecircle.ts';
export { watchFollowing } from './following.ts';
export {
  type BlockCard,
  type BlockState,
  blockUser,
  type FollowCard,
  type FollowState,
  followUser,
  isFollowing,
  listBlocked,
  listFollowers,
  listFollowing,
  type PeoplePageOptions,
  type PersonCard,
  unblockUser,
  unfollowUser,
} from './graph.ts';
export {
  type LikeState,
  recordView,
  type SaveState,
  type ShareState,
  saveContent,
  setLike,
  shareContent,
  toggleLike,
  type ViewState,
} from './interactions.ts';
export {
  type ContentListOptions,
  type InteractionItem,
  listContents,
  listLiked,
  listSaved,
  type Page,
  type PageOptions,
} from './lists.ts';
export type { ContentCard, ContentItem, Metadata } from './logic.ts';
export { batchMetadata, getMetadata } from './metadata.ts';
export { banUser, setRole, unbanUser } from './moderation.ts';
export { type OwnStanding, watchStanding } from './ownStanding.ts';
export { type LivePerson, watchPerson } from './people.ts';
export {
  getAccount,
  getProfile,
  type OwnAccount,
  type PersonName,
  type Profile,
  type ProfileEdit,
  updateProfile,
} from './profiles.ts';
export {
  changePassword,
  checkCode,
  type NewAccount,
  resetPassword,
  type SignedInByCode,
  type SignedUp,
  sendCode,
  signInWithCode,
  signOutEverywhere,
  signUp,
  verifyEmail,
} from './session.ts';
export { type SignedIn, signIn, signOut } from './signing.ts';
export type { ConnectablePlatform, ConnectionStatus } from './verbs/connections.ts';
export type { ContentInput, ContentStatus, ContentType, Creator } from './verbs/content.ts';
export type { ApplicationStatus, Category, IdType } from './verbs/creators.ts';
export type { CodeType, Role } from './verbs/identity.ts';
export type { BreakdownPlatform, SubmittedFigures, SyncPlatform } from './verbs/socialsync.ts';
export type { WebhookEvent } from './verbs/webhooks.ts';
export { type LiveMetadata, type WatchContentsOptions, watchContents, watchMetadata } from './watch.ts';
export {
  createWebhook,
  type Delivery,
  type DeliveryAttempt,
  deleteWebhook,
  enableWebhook,
  listDeliveries,
  listWebhooks,
  type NewWebhook,
  rotateWebhookSecret,
  sendTestEvent,
  type Webhook,
  type WebhookSecret,
} from './webhooks.ts';
