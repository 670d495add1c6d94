/** Which of the networks is asked. */

import type { Services, State } from '../core/model/types.ts';
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
      choice.root.hidden = lanes.length < 2;
      choice.set(t('chart.model'), lanes.map((_, index) => ({ value: String(index), text: LANE_LETTERS[index] })), String(lane));
    },
  };
}
