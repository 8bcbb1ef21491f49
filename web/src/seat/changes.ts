import type { ContentType } from 'firecircle';

export type Verb = 'like' | 'unlike' | 'save' | 'unsave' | 'share' | 'view';

export interface ContentName {
  readonly contentType: ContentType;
  readonly contentId: string;
}

export interface Change {
  readonly id: number;
  readonly uid: string;
  readonly key: string;
  readonly verb: Verb;
  readonly title: string;
  /** `waiting`: made offline. `sending`: on its way. `done`: a change that had waited and has now arrived. */
  readonly state: 'waiting' | 'sending' | 'done';
  /** Whether it was ever held back by the switch; only such changes are worth listing. */
  readonly waited: boolean;
}

/** What the user wants of one content and the server has not confirmed. An absent flag is no wish. */
export interface Wish {
  readonly liked?: boolean;
  readonly saved?: boolean;
  readonly shared?: boolean;
}

const wishes: Record<Verb, Wish> = {
  like: { liked: true },
  unlike: { liked: false },
  save: { saved: true },
  unsave: { saved: false },
  share: { shared: true },
  view: {},
};

/** How long a replayed change stays in sight after it has arrived. */
const farewellMs = 4_000;
const noWish: Wish = {};

export function keyOf({ contentType, contentId }: ContentName): string {
  return `${contentType}_${contentId}`;
}

/**
 * The changes that one seat has made and the server has not confirmed, oldest first. Firestore keeps the real queue and
 * sends it; this list watches the promises of the verbs, so that people can see it. A change belongs to the account
 * that made it: signed out, it waits for that person to come back.
 */
export interface Changes {
  /** Runs the verb and lists it until it settles. Rejects as the verb does. */
  run(
    change: Pick<Change, 'uid' | 'verb' | 'title'> & { content: ContentName },
    verb: () => Promise<unknown>,
  ): Promise<void>;
  setOnline(online: boolean): void;
  list(): readonly Change[];
  /** What is wanted of one content; the same object until the list changes. */
  wish(uid: string | undefined, key: string): Wish;
  subscribe(listener: () => void): () => void;
}

export function createChanges(): Changes {
  let all: readonly Change[] = [];
  let online = true;
  let lastId = 0;
  const wishCache = new Map<string, Wish>();
  const listeners = new Set<() => void>();

  function update(next: readonly Change[]) {
    all = next;
    wishCache.clear();
    for (const { uid, key, verb, state } of all) {
      if (state === 'done') continue;
      const place = `${uid}/${key}`;
      wishCache.set(place, { ...wishCache.get(place), ...wishes[verb] });
    }
    for (const listener of listeners) listener();
  }

  const drop = (id: number) => update(all.filter((change) => change.id !== id));

  return {
    async run({ uid, verb, title, content }, send) {
      lastId += 1;
      const id = lastId;
      const state = online ? 'sending' : 'waiting';
      update([...all, { id, uid, key: keyOf(content), verb, title, state, waited: !online }]);
      try {
        await send();
      } catch (error) {
        drop(id);
        throw error;
      }
      if (!all.some((change) => change.id === id && change.waited)) return drop(id);
      update(all.map((change) => (change.id === id ? { ...change, state: 'done' } : change)));
      setTimeout(() => drop(id), farewellMs);
    },
    setOnline(next) {
      online = next;
      const state = online ? 'sending' : 'waiting';
      update(
        all.map((change) =>
          change.state === 'done' ? change : { ...change, state, waited: change.waited || !online },
        ),
      );
    },
    list: () => all,
    wish: (uid, key) => wishCache.get(`${uid}/${key}`) ?? noWish,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
