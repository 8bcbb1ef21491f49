import { useEffect, useState } from 'react';

/** Counts a pause down, in whole seconds that are left; 0 = there is none. */
export function useWait(): readonly [secondsLeft: number, wait: (durationMs: number) => void] {
  const [until, setUntil] = useState(0);
  const [nowMs, setNowMs] = useState(0);
  useEffect(() => {
    if (until <= nowMs) return;
    const clock = setInterval(() => setNowMs(Date.now()), 250);
    return () => clearInterval(clock);
  }, [until, nowMs]);

  function wait(durationMs: number) {
    const startedMs = Date.now();
    setNowMs(startedMs);
    setUntil(startedMs + durationMs);
  }
  return [Math.max(0, Math.ceil((until - nowMs) / 1000)), wait];
}
