/**
 * While a knob is dragged: one measured step of the document as it stands, so that every view answers at once. The run
 * itself begins only when the knob rests.
 */

import type { Experiment, Facts, Frame, State, Store } from '../model/types.ts';
import type { Session } from '../protocol/session.ts';
import type { Verdict } from '../protocol/experiment_api.ts';
import { applyPreview, isPreview } from '../model/reducer.ts';
import { watchMessage } from './watch_panels.ts';

/** One is on its way at a time; of those that wait only the newest goes. */
export function createPreview(
  store: Store<State>,
  session: Pick<Session, 'request'>,
  validate: (experiment: Experiment) => Promise<Verdict>,
) {
  let busy = false;
  let waiting: Experiment | null = null;

  async function preview(experiment: Experiment) {
    // A branch has no first step of its own, and models of equal size get theirs when the document is judged.
    if (experiment.lanes.some(({ origin }) => origin) || store.get().equalTo != null) return;
    waiting = experiment;
    if (busy) return;
    busy = true;
    while (waiting) {
      const next = waiting;
      waiting = null;
      await measure(next).catch(() => {}); // What is wrong with a document is said when it is judged.
    }
    busy = false;
  }

  async function measure(experiment: Experiment) {
    const { run: begun, replay } = store.get();
    const { panels, sample } = watchMessage({ ...store.get(), experiment });
    const [verdict, frame] =
      await Promise.all([validate(experiment), session.request('probe', { experiment, panels, sample })]);
    const { run, replay: opened } = store.get();
    // A run or a replay has begun meanwhile: it shows more.
    const late = (run?.id !== begun?.id && !isPreview(run)) || opened !== replay;
    if ('facts' in verdict
      && !late) store.set((state) => applyPreview(state, verdict.experiment, verdict.facts as Facts, frame as Frame));
  }

  return preview;
}
