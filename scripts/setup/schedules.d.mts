/** The scheduled functions that the launcher calls once a minute. */
export const SCHEDULED: readonly string[];

/** Calls one scheduled function of the emulator whose functions are below `functionsUrl`. Gives the status of its answer. */
export function runScheduled(functionsUrl: string, name: string): Promise<number>;
