/**
 * The page on paper: light, one column, everything drawn, and under it what is needed to run it again.
 *
 * @import { State, Store, Translate } from '../state/types.d.ts'
 */

import { drawEverything } from '../charts/redraw.js';
import { laneName } from '../text/lane.js';
import { whole } from '../text/number.js';
import { el, setText } from './dom.js';
import { LANE_LETTERS } from './tokens.js';

/** So many models have room on one sheet at their full size. */
const MOST_LANES = 2;

/**
 * @param {Store<State>} store
 * @param {Translate} t
 * @param {() => void} applyTheme
 * @returns {() => void} unmount
 */
export function mountPaper(store, t, applyTheme) {
  const root = document.documentElement;
  const colophon = el('p', { class: 'colophon' });
  document.getElementById('stage')?.append(colophon);

  /** Browsers take the picture as soon as this returns. */
  function lay() {
    setText(colophon, colophonOf(store.get(), t, location.href));
    root.dataset.paper = store.get().experiment.lanes.length > MOST_LANES ? 'dense' : '';
    applyTheme();
    drawAnew(store);
  }

  function takeUp() {
    delete root.dataset.paper;
    applyTheme();
    drawAnew(store);
  }

  addEventListener('beforeprint', lay);
  addEventListener('afterprint', takeUp);
  return () => {
    removeEventListener('beforeprint', lay);
    removeEventListener('afterprint', takeUp);
    colophon.remove();
  };
}

/** Everything, before this returns: the picture first, since the others share its time axis. @param {Store<State>} store */
export function drawAnew(store) {
  document.documentElement.dispatchEvent(new Event('drawanew'));
  store.flush();
  drawEverything();
}

/** @param {State} state @param {Translate} t @param {string} address */
function colophonOf({ run, experiment, playback }, t, address) {
  const step = playback.following ? run?.step : playback.shownStep;
  const models = experiment.lanes.map((lane, index) => `${LANE_LETTERS[index]} ${laneName(lane, t)}`).join(', ');
  return t('paper.colophon', { models, step: whole(step ?? 0), data: experiment.data_seed, weights: experiment.weight_seed, address });
}
