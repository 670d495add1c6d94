/** The page on paper: light, one column, everything drawn, and under it what is needed to run it again. */

import type { State, Store, Translate } from '../core/model/types.ts';
import { drawEverything } from '../draw/redraw.ts';
import { laneName } from '../core/text/lane.ts';
import { whole } from '../core/text/number.ts';
import { el, setText } from '../ui/dom.ts';
import { LANE_LETTERS } from '../draw/tokens.ts';

/** So many models have room on one sheet at their full size. */
const MOST_LANES = 2;

/** @returns unmount */
export function mountPaper(store: Store<State>, t: Translate, applyTheme: () => void): () => void {
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

/** Everything, before this returns: the picture first, since the others share its time axis. */
export function drawAnew(store: Store<State>) {
  document.documentElement.dispatchEvent(new Event('drawanew'));
  store.flush();
  drawEverything();
}

function colophonOf({ run, experiment, playback }: State, t: Translate, address: string) {
  const step = playback.following ? run?.step : playback.shownStep;
  const models = experiment.lanes.map((lane, index) => `${LANE_LETTERS[index]} ${laneName(lane, t)}`).join(', ');
  return t('paper.colophon', {
    models, step: whole(step ?? 0), data: experiment.data_seed, weights: experiment.weight_seed, address,
  });
}
