import { afterAll, beforeAll, describe } from 'vitest';
import { coverage } from './coverage.ts';
import { allowed, denials } from './forgeries.ts';
import { limits } from './limits.ts';
import { matrix } from './matrix.ts';
import { races } from './races.ts';
import { sequences } from './sequences.ts';
import { standing } from './standing.ts';
import { table } from './table.ts';
import { closeWorld, openWorld } from './world.ts';

beforeAll(openWorld);
afterAll(closeWorld);

// One file, in this order: the report at the end is of everything before it.
describe('the table at the top of firestore.rules', table);
describe('who may do what', matrix);
describe('a caller who is not in good standing', standing);
describe('a change as the SDK commits it', allowed);
describe('a forged change', denials);
describe('many apps at once', races);
describe('any sequence of commits', sequences);
describe('the limits of Firestore', limits);
describe('the coverage of firestore.rules', coverage);
