/** One stretch of load: so many workers, each with people of its own, like and unlike for a while. */
export interface Slice {
  /** Ids of the contents (all `media`), one of them for each operation: many for the uniform load, one when it is hot. */
  readonly contentIds: readonly string[];
  readonly shards: number;
  readonly atOnce: number;
  readonly durationMs: number;
  /** One worker stops after this many operations; absent = only when the time is over. */
  readonly maxTurnsPerWorker?: number;
}

export interface SliceResult {
  /** Of the operations that succeeded, in milliseconds. */
  readonly latenciesMs: number[];
  readonly errors: number;
  readonly firstError: string | null;
  readonly elapsedMs: number;
}

export interface Person {
  readonly uid: string;
  readonly email: string;
  readonly token: string;
}

/** Turns one person's like over. */
export type Turn = (person: number, contentId: string) => Promise<void>;

/** Keeps `atOnce` operations in the air until the time is over. The people share the work, and two workers never act
 *  for the same person. */
export async function runSlice(slice: Slice, people: number, turn: Turn): Promise<SliceResult> {
  const { contentIds, atOnce, durationMs, maxTurnsPerWorker = Number.POSITIVE_INFINITY } = slice;
  const latenciesMs: number[] = [];
  let errors = 0;
  let firstError: string | null = null;
  const begun = performance.now();
  const work = async (worker: number): Promise<void> => {
    for (let done = 0; done < maxTurnsPerWorker; done += 1) {
      const start = performance.now();
      if (start - begun >= durationMs) return;
      const share = Math.floor((people - 1 - worker) / atOnce) + 1;
      const person = worker + atOnce * (done % share);
      const contentId = contentIds[Math.floor(Math.random() * contentIds.length)];
      if (contentId === undefined) throw new Error('There is no content to like');
      try {
        await turn(person, contentId);
        latenciesMs.push(performance.now() - start);
      } catch (error) {
        errors += 1;
        firstError ??= error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, worker) => work(worker)));
  return { latenciesMs, errors, firstError, elapsedMs: performance.now() - begun };
}
