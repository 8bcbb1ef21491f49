/** What a deployment may configure, read from the environment once. Nothing else reads process.env. */

const env = process.env;

export const projectId = env.GCLOUD_PROJECT ?? env.GOOGLE_CLOUD_PROJECT ?? 'demo-firecircle';

/** One region for all functions: the one the database lives in. */
export const region = env.FIRECIRCLE_REGION ?? 'us-central1';

/** `firecircle` in a project whose default database already belongs to somebody else. */
export const databaseId = env.FIRECIRCLE_DATABASE ?? '(default)';
