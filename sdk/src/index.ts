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
  createCreatorProfile,
  type SyncAnalyticsOptions,
  syncAnalytics,
  syncPlatform,
  syncPlatforms,
  updateCreatorProfile,
} from './creatorProfiles.ts';
export {
  type ApplicationListOptions,
  type ApplicationPage,
  approveCreator,
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
  type BlockState,
  blockUser,
  type FollowState,
  followUser,
  isFollowing,
  listBlocked,
  listFollowers,
  listFollowing,
  type PeoplePageOptions,
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
export { getAccount, getProfile, type PersonName, updateProfile } from './profiles.ts';
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
export type { ConnectablePlatform, ConnectionState, ConnectionStatus } from './verbs/connections.ts';
export type { ContentInput, ContentStatus, ContentType, Creator } from './verbs/content.ts';
export type {
  ApplicationEdit,
  ApplicationInput,
  ApplicationStatus,
  Category,
  CreatorApplication,
  CreatorCard,
  CreatorEdit,
  IdType,
} from './verbs/creators.ts';
export type { BlockCard, FollowCard } from './verbs/graph.ts';
export type { CodeType, Role } from './verbs/identity.ts';
export type { OwnAccount, Profile, ProfileEdit } from './verbs/profiles.ts';
export type {
  BreakdownPlatform,
  CreatorProfile,
  CreatorProfileEdit,
  SubmittedFigures,
  SyncAnalytics,
  SyncPlatform,
} from './verbs/socialsync.ts';
export type { Delivery, Webhook, WebhookEvent } from './verbs/webhooks.ts';
export { type LiveMetadata, type WatchContentsOptions, watchContents, watchMetadata } from './watch.ts';
export {
  createWebhook,
  deleteWebhook,
  enableWebhook,
  listDeliveries,
  listWebhooks,
  type NewWebhook,
  rotateWebhookSecret,
  sendTestEvent,
  type WebhookSecret,
} from './webhooks.ts';
