/** What a deployment may configure, read from the environment once. Nothing else reads process.env. */

const env = process.env;

export const projectId = env.GCLOUD_PROJECT ?? env.GOOGLE_CLOUD_PROJECT ?? 'demo-firecircle';

/** One region for all functions: the one the database lives in. */
export const region = env.FIRECIRCLE_REGION ?? 'us-central1';

/** `firecircle` in a project whose default database already belongs to somebody else. */
export const databaseId = env.FIRECIRCLE_DATABASE ?? '(default)';

/** Emulators and nothing else run in such a project. Development keys, the mail inbox and sandboxes exist only here. */
export const isDemoProject = projectId.startsWith('demo-');

/** A positive whole number from the environment. @throws at start when it is something else */
export function wholeNumber(name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value <= 0) throw new Error(`${name} must be a positive whole number`);
  return value;
}

/** A text from the environment; undefined when it is absent or empty. */
export const setting = (name: string): string | undefined => env[name] || undefined;
