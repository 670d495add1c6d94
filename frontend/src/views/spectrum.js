/**
 * The spectrum panel: the eigenvalues of W_hh in the unit circle, each with the trail of its last positions.
 *
 * @import { LaneFrame, RunView, Services, State, Store } from '../state/types.d.ts'
 * @import { Point } from '../charts/eigenvalue_trails.js'
 */

import { extendTrails, pictureReach, spectralRadius } from '../charts/eigenvalue_trails.js';
import { createRedraw } from '../charts/redraw.js';
import { watch } from '../state/select.js';
import { threeFigures } from '../text/number.js';
import { el, setText, svg } from './dom.js';
import { laneKey, markerPath } from './lane_key.js';
import { createPanelFrame, tableOf } from './panel_frame.js';
import { LANE_LETTERS } from './tokens.js';

const SIZE = 200;
const MIDDLE = SIZE / 2;

/** Which block of a gated cell's W_hh makes the candidate. @type {Record<string, string>} */
const CANDIDATE_BLOCK = { lstm: 'g', gru: 'n' };

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountSpectrum(root, store, { t }) {
  const frame = createPanelFrame(root, { onTable: () => redraw.request() });
  const picture = svg('svg', { viewBox: `0 0 ${SIZE} ${SIZE}`, class: 'spectrum-picture', 'aria-hidden': 'true' });
  frame.figure.classList.add('spectrum-figure');
  frame.figure.append(frame.legend, picture);
  /** @type {Point[][][]} trails of each lane */
  let trails = [];
  let trailed = { key: '', step: -1 };

  const redraw = createRedraw(root, draw);
  draw();
  const unwatch = watch(store, ({ run, language, cursor }) => [run?.frame, run?.id, language, cursor?.layer], redraw.request);

  function draw() {
    const { run, cursor } = store.get();
    frame.setWords({ heading: t('spectrum_panel.title'), table: t('chart.table') });
    const layer = Math.min(cursor?.layer ?? 0, layersOf(run) - 1);
    const lanes = run?.frame?.lanes.map((lane) => eigenvalues(lane, layer)) ?? [];
    if (!run?.frame || lanes.every((points) => points === null)) return renderEmpty();
    followTrails(run, layer, lanes);
    const reach = pictureReach(Math.max(...lanes.map((points) => spectralRadius(points ?? []))));
    picture.replaceChildren(...backdrop(reach, words()), ...trails.flatMap((lane, index) => laneMarks(lane, index, reach)));
    renderWords(run, layer, lanes);
  }

  function words() {
    return { grows: t('spectrum_panel.grows'), shrinks: t('spectrum_panel.shrinks') };
  }

  function renderEmpty() {
    trails = [];
    picture.replaceChildren(...backdrop(1.25, words()));
    frame.legend.replaceChildren();
    setText(frame.caption, t(store.get().run?.source === 'recording' ? 'chart.not_recorded' : 'chart.waiting'));
  }

  /** @param {RunView} run @param {number} layer @param {(Point[] | null)[]} lanes */
  function followTrails(run, layer, lanes) {
    const key = `${run.id}/${layer}`;
    const step = run.frame?.step ?? 0;
    if (trailed.key !== key || step < trailed.step) trails = [];
    else if (trailed.step === step && trails.length) return;
    trails = lanes.map((points, lane) => (points ? extendTrails(trails[lane] ?? [], points) : []));
    trailed = { key, step };
  }

  /** @param {RunView} run @param {number} layer @param {(Point[] | null)[]} lanes */
  function renderWords(run, layer, lanes) {
    const cells = run.experiment.lanes.map(({ cell }) => cell);
    const readings = lanes.map((points, lane) => ({ lane, points, radius: points ? threeFigures(spectralRadius(points)) : null, block: CANDIDATE_BLOCK[cells[lane].kind] }));
    frame.legend.replaceChildren(...readings.map(({ lane, radius, block }) => laneKey(
      lane, 'marker', el('span', { class: 'reading' }, radius ?? '–'), ...(block ? [el('span', { class: 'quiet' }, t('spectrum_panel.block', { block }))] : []),
    )));
    const texts = readings.map(({ lane, radius, block }) => t('chart.lane_reading', {
      lane: LANE_LETTERS[lane], reading: radius === null ? t('chart.diverged') : block ? `${radius} (${t('spectrum_panel.block', { block })})` : radius,
    }));
    const caption = t('spectrum_panel.caption', { readings: texts.join('; ') });
    setText(frame.caption, layersOf(run) > 1 ? `${t('chart.layer', { layer: layer + 1 })}. ${caption}` : caption);
    frame.setTable(() => tableOf(
      [t('chart.model'), t('spectrum_panel.real'), t('spectrum_panel.imaginary'), '|λ|'],
      readings.flatMap(({ lane, points }) => (points ?? []).map(([real, imaginary]) => [
        LANE_LETTERS[lane], threeFigures(real), threeFigures(imaginary), threeFigures(Math.hypot(real, imaginary)),
      ])),
    ));
  }

  return () => {
    redraw.end();
    unwatch();
    frame.remove();
  };
}

/** @param {RunView | null} run @returns {number} the most layers that a lane has */
function layersOf(run) {
  return Math.max(1, ...(run?.frame?.lanes ?? []).map((lane) => lane?.hiddenState.shape[0] ?? 1));
}

/** @param {LaneFrame | null} lane @param {number} layer @returns {Point[] | null} */
function eigenvalues(lane, layer) {
  const tensor = lane?.recurrentEigenvalues;
  if (!tensor) return null;
  const [layers, units] = tensor.shape;
  const start = Math.min(layer, layers - 1) * units;
  return Array.from({ length: units }, (_, unit) => /** @type {Point} */ ([Number(tensor.data[2 * (start + unit)]), Number(tensor.data[2 * (start + unit) + 1])]));
}

/** @param {number} value @param {number} reach */
const along = (value, reach) => MIDDLE + (value / reach) * (MIDDLE - 4);

/** @param {number} reach @param {{ grows: string, shrinks: string }} words */
function backdrop(reach, { grows, shrinks }) {
  const radius = along(1, reach) - MIDDLE;
  const label = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ text, /** @type {string} */ kind, anchor = 'middle') => {
    const element = svg('text', { x, y, class: kind, 'text-anchor': anchor });
    element.textContent = text;
    return element;
  };
  return [
    svg('path', { d: `M4,${MIDDLE}H${SIZE - 4}M${MIDDLE},4V${SIZE - 4}`, class: 'spectrum-axis' }),
    svg('circle', { cx: MIDDLE, cy: MIDDLE, r: radius, class: 'spectrum-circle' }),
    label(along(1, reach) + 3, MIDDLE + 13, '1', 'spectrum-tick', 'start'),
    label(along(-1, reach) - 3, MIDDLE + 13, '−1', 'spectrum-tick', 'end'),
    label(SIZE - 2, 10, grows, 'spectrum-word', 'end'),
    svg('path', { d: `M${SIZE - 22},${SIZE - 13}L${(MIDDLE + radius * 0.62).toFixed(1)},${(MIDDLE + radius * 0.62).toFixed(1)}`, class: 'spectrum-leader' }),
    label(SIZE - 2, SIZE - 3, shrinks, 'spectrum-word', 'end'),
  ];
}

/** @param {Point[][]} lane trails @param {number} index @param {number} reach */
function laneMarks(lane, index, reach) {
  const position = (/** @type {Point} */ [real, imaginary]) => `${along(real, reach).toFixed(1)},${along(-imaginary, reach).toFixed(1)}`;
  const tails = lane.filter((trail) => trail.length > 1).map((trail) => `M${trail.map(position).join('L')}`).join('');
  const heads = lane.map((trail) => {
    const [real, imaginary] = trail[trail.length - 1];
    return markerPath(index, along(real, reach), along(-imaginary, reach), lane.length > 40 ? 2.6 : 3.6);
  }).join('');
  return [
    svg('path', { d: tails, class: 'spectrum-trail', 'data-lane': index }),
    svg('path', { d: heads, class: 'spectrum-point', 'data-lane': index }),
  ];
}
