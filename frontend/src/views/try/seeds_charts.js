/**
 * The pictures of the runs over seeds: the loss over the updates, the gradient's profile before training and after it.
 *
 * @import { Trained } from '../../asking/seed_runs.js'
 * @import { Translate } from '../../text/i18n.js'
 * @import { Drawn, Look } from './seeds_picture.js'
 */

import { lossCurves, profileCurves } from '../../asking/seed_readings.js';
import { threeFigures } from '../../text/number.js';
import { el, setText } from '../dom.js';
import { curvePicture, valueRange } from './seeds_picture.js';

const HEIGHT = { loss: 230, profile: 170 };
/** A gradient is drawn down to here. */
const FLOOR = 1e-16;

/** @typedef {ReturnType<typeof createChart>} Chart */

/** @param {HTMLElement} figure where they stand @param {Translate} t */
export function createSeedsCharts(figure, t) {
  const charts = { loss: createChart('seeds-loss'), first: createChart(), last: createChart() };
  figure.classList.add('seeds-figure');
  figure.append(...Object.values(charts).map(({ root }) => root));

  /** @param {Trained[]} models */
  function drawLosses(models) {
    const { without_memory: value } = models[0].readings[0];
    const level = { value, words: t('try.seeds.level', { loss: threeFigures(value) }) };
    const drawn = models.map((model) => ({ lane: model.lane, curves: lossCurves(model) }));
    charts.loss.show(drawn, valueRange(drawn, level), { height: HEIGHT.loss, first: 0, level });
  }

  /** Both on one scale. @param {Trained[]} models */
  function drawProfiles(models) {
    const before = models.map((model) => ({ lane: model.lane, curves: profileCurves(model, 'first') }));
    const after = models.map((model) => ({ lane: model.lane, curves: profileCurves(model, 'last') }));
    const [low, high] = valueRange([...before, ...after], null);
    const look = { height: HEIGHT.profile, first: 1, level: null };
    charts.first.show(before, [Math.max(FLOOR, low), high], look);
    charts.last.show(after, [Math.max(FLOOR, low), high], look);
  }

  return {
    /** @param {Trained[]} models each with a run at least */
    draw(models) {
      figure.hidden = models.length === 0;
      for (const [name, { title }] of Object.entries(charts)) setText(title, t(`try.seeds.title.${name}`));
      if (!models.length || !figure.clientWidth) return;
      drawLosses(models);
      drawProfiles(models);
    },
  };
}

/** @param {string} [kind] */
function createChart(kind = '') {
  const [title, picture] = [el('p', { class: 'seeds-title' }), el('div', {})];
  return {
    title, root: el('div', { class: `seeds-chart ${kind}` }, title, picture),
    /** @param {Drawn[]} drawn @param {[number, number]} range @param {Omit<Look, 'width' | 'last'>} look */
    show(drawn, range, look) {
      const last = Math.max(...drawn.flatMap(({ curves }) => curves.x));
      picture.replaceChildren(curvePicture(drawn, range, { ...look, width: picture.clientWidth, last }));
    },
  };
}
