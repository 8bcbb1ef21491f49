const last = new Map<string, Promise<unknown>>();

/** Runs what is done to one thing one after the other within this instance, in the order of asking. Only a courtesy: it
 *  spares a crowd the attempts that all but one would lose. Other instances know nothing of it, so what must hold is
 *  held by preconditions. One that fails does not hold up the next. */
export function inTurn<Result>(key: string, run: () => Promise<Result>): Promise<Result> {
  const before = last.get(key);
  const mine = before === undefined ? run() : before.then(run, run);
  last.set(key, mine);
  const leave = () => {
    if (last.get(key) === mine) last.delete(key);
  };
  mine.then(leave, leave);
  return mine;
}
