/** The only place that asks what time it is, in milliseconds since the epoch. Decisions take `now` as an argument. */
export const nowMs = (): number => Date.now();
