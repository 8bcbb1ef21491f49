/** What the tests assume of their emulators; `npm test` sets all of it. */
process.env.GCLOUD_PROJECT ??= 'demo-firecircle';
process.env.METADATA_SERVER_DETECTION ??= 'none';
