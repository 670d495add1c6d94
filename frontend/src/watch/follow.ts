/**
 * A page that watches shows the experiment of the run that it watches, and looks where the other page does until it
 * looks around by itself.
 */

import type { Actions, State, Store } from '../core/model/types.ts';
import { onChange } from '../core/model/select.ts';
import { lookedAt } from '../core/model/look.ts';

/** @returns stop */
export function followLook(store: Store<State>, actions: Pick<Actions, 'showLedStep'>): () => void {
  /** The step that the page was last led to, and in which run. */
  let [ledTo, ledIn] = [null as number | null, ''];

  function showExperiment({ watching, run }: State) {
    if (watching && run?.source === 'live') store.set({ experiment: run.experiment, facts: run.facts });
  }

  function look({ watching, run }: State) {
    if (!watching?.following) ledIn = '';
    if (!watching?.following || !watching.look || !run) return;
    const { step } = watching.look;
    store.set((state) => lookedAt(state, watching.look as NonNullable<typeof watching.look>));
    if (step === ledTo && run.id === ledIn) return;
    [ledTo, ledIn] = [step, run.id];
    actions.showLedStep(step);
  }

  const stops = [
    onChange(store, ({ watching, run }) => [watching === null, run?.experiment], showExperiment),
    onChange(
      store, ({ watching, run, catalog }) => [watching?.following, watching?.look, run?.id, run?.lanes.length, catalog],
      look,
    ),
  ];
  return () => stops.forEach((stop) => stop());
}
