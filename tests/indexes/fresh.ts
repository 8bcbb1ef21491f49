import { rmSync } from 'node:fs';
import { logFolder } from './folder.ts';

/** Global set-up of vitest: a run judges its own queries, not those of the run before. */
export function setup(): void {
  rmSync(logFolder(), { recursive: true, force: true });
}
