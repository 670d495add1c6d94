/** Updates and drawn frames a second, measured twice a second. */

import type { Frame, State, Store } from '../model/types.ts';

export type Reading = { at: number, run: string, step: number, frames: number };

export function ratesBetween(before: Reading, after: Reading): State['rates'] {
  const seconds = (after.at - before.at) / 1000;
  if (seconds <= 0) return { updatesPerSecond: 0, framesPerSecond: 0 };
  const updates = before.run === after.run ? Math.max(0, after.step - before.step) : 0;
  return { updatesPerSecond: updates / seconds, framesPerSecond: (after.frames - before.frames) / seconds };
}

/**
 * @param now milliseconds
 * @returns stop
 */
export function measureRates(store: Store<State>, now: () => number = () => performance.now()): () => void {
  let frames = 0;
  let shown: Frame | null = null;
  const unsubscribe = store.subscribe(({ run }) => {
    if (!run?.frame || run.frame === shown) return;
    shown = run.frame;
    frames += 1;
  });
  const read = () => {
    const { run } = store.get();
    return { at: now(), run: run?.id ?? '', step: run?.step ?? 0, frames };
  };
  // Over the last two seconds: a pace of two updates a second is then not now 0 and now 4.
  let readings = [read()];
  const timer = setInterval(() => {
    const latest = read();
    readings = [...readings.slice(-3).filter(({ run }) => run === latest.run), latest];
    const rates = ratesBetween(readings[0], readings[readings.length - 1]);
    const known = store.get().rates;
    if (rates.updatesPerSecond !== known.updatesPerSecond
      || rates.framesPerSecond !== known.framesPerSecond) store.set({ rates });
  }, 500);
  return () => {
    clearInterval(timer);
    unsubscribe();
  };
}
