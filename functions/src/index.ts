// The doorplate: every deployed function.

export { contentOnUpdated, contentShardOnWritten, foldShards } from './domains/content/triggers.ts';
export { engagement } from './rest/engagement/function.ts';
export { content } from './verbs/functions.ts';
