/** Which of the networks is asked. */

import type { Lane, Services, State } from '../core/model/types.ts';
import type { Translate } from '../core/text/i18n.ts';
import { createChoice } from './panel_frame.ts';
import { LANE_LETTERS } from '../draw/tokens.ts';

/** @param name unique in the page */
export function createLaneChoice(name: string, { t }: Services, onChoose: () => void) {
  let lane = 0;
  const choice = createChoice(name, (value) => {
    lane = Number(value);
    onChoose();
  });
  return {
    root: choice.root,
    lane: () => lane,
    /** @param wanted kept to those that there are when it is drawn */
    choose(wanted: number) {
      lane = wanted;
    },
    /** Keeps to the lanes that there are. */
    render({ run }: State) {
      const lanes = run?.experiment.lanes ?? [];
      lane = Math.max(0, Math.min(lane, lanes.length - 1));
      offer(choice, lanes, lane, t);
    },
  };
}

/** The choice where it is the network that is selected in the whole page. @param name unique in the page */
export function createSelectedLane(name: string, { t, actions }: Services) {
  const choice = createChoice(name, (value) => actions.selectLane(Number(value)));
  return {
    root: choice.root,
    render: (state: State) => offer(choice, state.run?.experiment.lanes ?? [], laneSelected(state), t),
  };
}

/** @returns the network that is selected, of those that the run has */
export function laneSelected({ run, selectedLane }: Pick<State, 'run' | 'selectedLane'>): number {
  return Math.min(selectedLane, (run?.experiment.lanes.length ?? 1) - 1);
}

function offer(choice: ReturnType<typeof createChoice>, lanes: readonly Lane[], lane: number, t: Translate) {
  choice.root.hidden = lanes.length < 2;
  const options = lanes.map((_, index) => ({ value: String(index), text: LANE_LETTERS[index] }));
  choice.set(t('chart.model'), options, String(lane));
}
