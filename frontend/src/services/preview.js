/**
 * While a knob is dragged: one measured step of the document as it stands, so that every view answers at once. The run
 * itself begins only when the knob rests.
 *
 * @import { Experiment, Facts, Frame, State, Store } from '../state/types.d.ts'
 * @import { Session } from './session.js'
 * @import { Verdict } from './experiment_api.js'
 */

import { applyPreview, isPreview } from '../state/reducer.js';
import { watchMessage } from './watch_panels.js';

/**
 * One is on its way at a time; of those that wait only the newest goes.
 *
 * @param {Store<State>} store
 * @param {Pick<Session, 'request'>} session
 * @param {(experiment: Experiment) => Promise<Verdict>} validate
 */
export function createPreview(store, session, validate) {
  let busy = false;
  /** @type {Experiment | null} */
  let waiting = null;

  /** @param {Experiment} experiment */
  async function preview(experiment) {
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

  /** @param {Experiment} experiment */
  async function measure(experiment) {
    const { run: begun, replay } = store.get();
    const { panels, sample } = watchMessage({ ...store.get(), experiment });
    const [verdict, frame] = await Promise.all([validate(experiment), session.request('probe', { experiment, panels, sample })]);
    const { run, replay: opened } = store.get();
    const late = (run?.id !== begun?.id && !isPreview(run)) || opened !== replay; // A run or a replay has begun meanwhile: it shows more.
    if ('facts' in verdict && !late) store.set((state) => applyPreview(state, verdict.experiment, /** @type {Facts} */ (verdict.facts), /** @type {Frame} */ (frame)));
  }

  return preview;
}
