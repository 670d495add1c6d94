/**
 * A page that watches shows the experiment of the run that it watches, and looks where the other page does until it looks around by itself.
 *
 * @import { Actions, State, Store } from '../state/types.d.ts'
 */

import { onChange } from '../state/select.js';
import { lookedAt } from './look.js';

/** @param {Store<State>} store @param {Pick<Actions, 'showLedStep'>} actions @returns {() => void} stop */
export function followLook(store, actions) {
  /** The step that the page was last led to, and in which run. */
  let [ledTo, ledIn] = [/** @type {number | null} */ (null), ''];

  /** @param {State} state */
  function showExperiment({ watching, run }) {
    if (watching && run?.source === 'live') store.set({ experiment: run.experiment, facts: run.facts });
  }

  /** @param {State} state */
  function look({ watching, run }) {
    if (!watching?.following) ledIn = '';
    if (!watching?.following || !watching.look || !run) return;
    const { step } = watching.look;
    store.set((state) => lookedAt(state, /** @type {NonNullable<typeof watching.look>} */ (watching.look)));
    if (step === ledTo && run.id === ledIn) return;
    [ledTo, ledIn] = [step, run.id];
    actions.showLedStep(step);
  }

  const stops = [
    onChange(store, ({ watching, run }) => [watching === null, run?.experiment], showExperiment),
    onChange(store, ({ watching, run, catalog }) => [watching?.following, watching?.look, run?.id, run?.lanes.length, catalog], look),
  ];
  return () => stops.forEach((stop) => stop());
}
