import { afterAll, beforeAll, describe } from 'vitest';
import { allowed, denials } from './forgeries.ts';
import { closeWorld, openWorld } from './world.ts';

beforeAll(openWorld);
afterAll(closeWorld);

describe('a change as the SDK commits it', allowed);
describe('a forged change', denials);
