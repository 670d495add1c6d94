/** An equation is measured as it is typed: one at a time, and of those that wait the newest. */

import type { Experiment, Facts, Frame, LaneFrame, Services, State, Store } from '../../core/model/types.ts';
import {
  CELL_PANELS, cellDocument, cellReading, formulaIn, markedPlace, type CellReading,
} from './cell_model.ts';

/** Milliseconds without a key before it is measured. */
const QUIET = 150;

/** `letter`: of the model that it is measured beside */
export type Measured = {
  experiment: Experiment;
  facts: Facts;
  own: LaneFrame;
  letter: number;
  reading: CellReading;
  beside: CellReading | null;
};
/** what is wrong, to be said in the language of the page */
export type Wrong = { problem: { message: string, cause?: unknown }, place: { start: number, end: number } | null };

export function createMeasuring(store: Store<State>, { t, request, judge }: Services, onFound: () => void) {
  let measured: Measured | null = null;
  let wrong: Wrong | null = null;
  let [asked, busy, ended] = [0, false, false];
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask() {
    if (busy || ended) return;
    busy = true;
    for (let mine = -1; mine !== asked && !ended;) {
      mine = asked;
      const found = await measure().catch((error): Wrong => ({ problem: error, place: null }));
      if (mine !== asked || found === null) continue;
      wrong = 'problem' in found ? found : null;
      if (!('problem' in found)) measured = found;
      onFound();
    }
    busy = false;
  }

  /** @returns null: nobody is there to ask yet */
  async function measure(): Promise<Measured | Wrong | null> {
    const state = store.get();
    const letter = Math.min(state.selectedLane, state.experiment.lanes.length - 1);
    if (!state.catalog || letter < 0 || state.link.state !== 'open') return null;
    const experiment = cellDocument(state.catalog, state.experiment, letter, formulaIn(state));
    const verdict = await judge(experiment);
    if ('errors' in verdict) return markedPlace(verdict.errors) ?? { problem: verdict.errors[0], place: null };
    const { lanes: [own, beside] } = await request('probe', { experiment, panels: CELL_PANELS, sample: 0 }) as Frame;
    if (!own) return { problem: { message: t('try.bench.diverged') }, place: null };
    const readings = { reading: cellReading(own), beside: beside ? cellReading(beside) : null };
    return { experiment, facts: verdict.facts, own, letter, ...readings };
  }

  return {
    /** What was measured last, and what is wrong with what is typed now. */
    now: () => ({ measured, wrong }),
    soon() {
      asked += 1;
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), QUIET);
    },
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}
