/**
 * Which of the networks is asked.
 *
 * @import { Services, State } from '../../state/types.d.ts'
 */

import { createChoice } from '../panel_frame.js';
import { LANE_LETTERS } from '../tokens.js';

/**
 * @param {string} name unique in the page
 * @param {Services} services
 * @param {() => void} onChoose
 */
export function createLaneChoice(name, { t }, onChoose) {
  let lane = 0;
  const choice = createChoice(name, (value) => {
    lane = Number(value);
    onChoose();
  });
  return {
    root: choice.root,
    lane: () => lane,
    /** @param {number} wanted kept to those that there are when it is drawn */
    choose(wanted) {
      lane = wanted;
    },
    /** Keeps to the lanes that there are. @param {State} state */
    render({ run }) {
      const lanes = run?.experiment.lanes ?? [];
      lane = Math.max(0, Math.min(lane, lanes.length - 1));
      choice.root.hidden = lanes.length < 2;
      choice.set(t('chart.model'), lanes.map((_, index) => ({ value: String(index), text: LANE_LETTERS[index] })), String(lane));
    },
  };
}
