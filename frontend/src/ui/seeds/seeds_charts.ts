/**
 * The pictures of the runs over seeds: the loss over the updates, the gradient's profile before training and after it.
 */

import type { Trained } from '../../core/questions/seed_runs.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { lossCurves, profileCurves } from '../../core/questions/seed_readings.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setText } from '../dom.ts';
import { curvePicture, valueRange, type Drawn, type Look } from './seeds_picture.ts';

const HEIGHT = { loss: 230, profile: 170 };
/** A gradient is drawn down to here. */
const FLOOR = 1e-16;

export type Chart = ReturnType<typeof createChart>;

/** @param figure where they stand */
export function createSeedsCharts(figure: HTMLElement, t: Translate) {
  const charts = { loss: createChart('seeds-loss'), first: createChart(), last: createChart() };
  figure.classList.add('seeds-figure');
  figure.append(...Object.values(charts).map(({ root }) => root));

  function drawLosses(models: Trained[]) {
    const { without_memory: value } = models[0].readings[0];
    const level = { value, words: t('try.seeds.level', { loss: threeFigures(value) }) };
    const drawn = models.map((model) => ({ lane: model.lane, curves: lossCurves(model) }));
    charts.loss.show(drawn, valueRange(drawn, level), { height: HEIGHT.loss, first: 0, level });
  }

  /** Both on one scale. */
  function drawProfiles(models: Trained[]) {
    const before = models.map((model) => ({ lane: model.lane, curves: profileCurves(model, 'first') }));
    const after = models.map((model) => ({ lane: model.lane, curves: profileCurves(model, 'last') }));
    const [low, high] = valueRange([...before, ...after], null);
    const look = { height: HEIGHT.profile, first: 1, level: null };
    charts.first.show(before, [Math.max(FLOOR, low), high], look);
    charts.last.show(after, [Math.max(FLOOR, low), high], look);
  }

  return {
    /** @param models each with a run at least */
    draw(models: Trained[]) {
      figure.hidden = models.length === 0;
      for (const [name, { title }] of Object.entries(charts)) setText(title, t(`try.seeds.title.${name}`));
      if (!models.length || !figure.clientWidth) return;
      drawLosses(models);
      drawProfiles(models);
    },
  };
}

function createChart(kind = '') {
  const [title, picture] = [el('p', { class: 'seeds-title' }), el('div', {})];
  return {
    title, root: el('div', { class: `seeds-chart ${kind}` }, title, picture),
    show(drawn: Drawn[], range: [number, number], look: Omit<Look, 'width' | 'last'>) {
      const last = Math.max(...drawn.flatMap(({ curves }) => curves.x));
      picture.replaceChildren(curvePicture(drawn, range, { ...look, width: picture.clientWidth, last }));
    },
  };
}
