import { startFakePlatforms } from './server.ts';

const { url } = await startFakePlatforms(Number(process.env.FIRECIRCLE_PLATFORMS_PORT ?? 5003));
process.stdout.write(`The fake platforms answer at ${url}\n`);
