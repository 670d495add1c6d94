/**
 * The numbers at one place of the picture, as words: for the tooltip and for the table that screen readers get.
 *
 * @import { Cursor, Tensor, Translate } from '../state/types.d.ts'
 * @import { Clock } from '../layout/clock.js'
 * @import { Scene, SceneLane } from './hero-scene.js'
 *
 * @typedef {[name: string, value: string]} Reading
 */

import { firedAt, moduleOf } from '../layout/clock.js';
import { symbolAt, symbolRead } from '../layout/input-rows.js';
import { pixelAt } from '../layout/picture-stops.js';
import { stateAt } from '../layout/state-view.js';
import { labelWords } from '../text/label.js';
import { threeFigures, trueMinus } from '../text/number.js';

/** @param {Scene} scene @param {number} step @param {Translate} t @returns {string} what goes in at the time step */
export function inputWords({ frame, task }, step, t) {
  if (!frame) return '';
  if (task.kind === 'waveform' && !task.required_lag) return t('hero.no_input.short');
  const size = task.input_size;
  const values = Array.from({ length: size }, (_, channel) => Number(frame.input.data[step * size + channel]));
  if (task.modality === 'symbols') return task.input_labels[symbolRead(values, 0, size) ?? -1] ?? t('hero.no_input.short');
  if (task.modality === 'image') {
    const { row, column } = pixelAt(task, step);
    return t('hero.read.pixel', { row: row + 1, column: column + 1, value: threeFigures(values[0]) });
  }
  const labels = labelWords(task, task.input_labels, t);
  return values.map((value, channel) => (size > 1 ? `${labels[channel]} ${threeFigures(value)}` : threeFigures(value))).join(' · ');
}

/** @param {Scene} scene @param {number} step @returns {boolean} */
export function isScored({ frame }, step) {
  return Boolean(frame && Number(frame.lossMask.data[step]) > 0);
}

/** @param {Scene} scene @param {number} step @returns {string} */
export function targetWords({ frame, task }, step) {
  if (!frame) return '';
  if (task.loss === 'cross_entropy') return task.output_labels[Number(frame.target.data[step])];
  return threeFigures(Number(frame.target.data[step * task.output_size]));
}

/** @param {Scene} scene @param {SceneLane} lane @param {number} step @returns {string} */
export function predictionWords({ task }, lane, step) {
  if (!lane.data) return '';
  const size = task.output_size;
  const values = /** @type {Float32Array} */ (lane.data.output.data).subarray(step * size, (step + 1) * size);
  if (task.loss !== 'cross_entropy') return threeFigures(values[0]);
  const guessed = symbolAt(values, 0, size);
  return `${task.output_labels[guessed]} ${values[guessed].toFixed(3)}`;
}

/**
 * @param {Scene} scene
 * @param {Cursor} cursor
 * @param {Translate} t
 * @returns {Reading[]}
 */
export function readingsAt(scene, { lane: index, layer, timeStep, unit }, t) {
  const lane = scene.lanes[index];
  if (!lane || layer >= lane.layers || unit >= lane.hiddenSize || timeStep >= scene.task.sequence_length) return [];
  const count = scene.task.sequence_length;
  const at = (layer * count + timeStep) * lane.hiddenSize + unit;
  /** @type {Reading[]} */
  const readings = [];
  if (lane.data) {
    readings.push([t('hero.read.state', { state: 'h' }), threeFigures(Number(lane.data.hiddenState.data[at]))]);
    for (const [name, tensor] of Object.entries(lane.data.states)) readings.push([t('hero.read.state', { state: name }), stateWords(tensor, at)]);
    if (lane.data.hiddenGradient) readings.push(['∂ℓ/∂h', threeFigures(Number(lane.data.hiddenGradient.data[at]))]);
  }
  if (lane.clock) readings.push(...clockReadings(lane.clock, unit, timeStep, t));
  if (lane.norms) readings.push(...normReadings(lane, layer, timeStep, t));
  const input = inputWords(scene, timeStep, t);
  if (input) readings.push([t('hero.read.input'), input]);
  if (isScored(scene, timeStep) && lane.data) {
    readings.push([t('hero.read.prediction'), predictionWords(scene, lane, timeStep)], [t('hero.read.target'), targetWords(scene, timeStep)]);
  }
  return readings;
}

/**
 * One sentence for a screen reader.
 *
 * @param {Scene} scene
 * @param {Cursor} cursor
 * @param {Translate} t
 */
export function placeWords(scene, { lane: index, layer, timeStep, unit }, t) {
  const lane = scene.lanes[index];
  const place = t(lane.layers > 1 ? 'hero.place_layer' : 'hero.place', { lane: lane.letter, layer: layer + 1, time: timeStep + 1, unit: unit + 1 });
  if (!lane.data || !lane.norms) return place;
  const value = Number(lane.data.hiddenState.data[(layer * scene.task.sequence_length + timeStep) * lane.hiddenSize + unit]);
  const words = t('hero.said', { place, value: threeFigures(value), gradient: threeFigures(lane.norms[layer][timeStep]) });
  const fired = lane.clock ? firedAt(lane.clock, moduleOf(lane.clock, unit), timeStep) : timeStep;
  return fired === timeStep ? words : t('hero.said.waits', { words, time: Math.max(0, fired) + 1 });
}

/** A number, or of a complex one its two parts, its magnitude and its phase in degrees. @param {Tensor} tensor @param {number} index */
export function stateWords(tensor, index) {
  const found = stateAt(tensor, index);
  if ('value' in found) return threeFigures(found.value);
  const { real, imaginary, magnitude, phase } = found;
  const sign = imaginary < 0 ? '−' : '+';
  return `${threeFigures(real)} ${sign} ${threeFigures(Math.abs(imaginary))} i = ${threeFigures(magnitude)} ∠ ${trueMinus(((phase * 180) / Math.PI).toFixed(0))}°`;
}

/** @param {Clock} clock @param {number} unit @param {number} step @param {Translate} t @returns {Reading[]} */
function clockReadings(clock, unit, step, t) {
  const module = moduleOf(clock, unit);
  const fired = firedAt(clock, module, step);
  return [
    [t('hero.read.module'), t('hero.read.module.value', { module: module + 1, period: clock.periods[module] })],
    [t('hero.read.clock'), fired === step ? t('hero.clock.fires') : t(fired < 0 ? 'hero.clock.waits_before' : 'hero.clock.waits', { time: fired + 1 })],
  ];
}

/** @param {SceneLane} lane @param {number} layer @param {number} step @param {Translate} t @returns {Reading[]} */
function normReadings(lane, layer, step, t) {
  const profile = /** @type {Float32Array[]} */ (lane.norms)[layer];
  /** @type {Reading[]} */
  const readings = [[`‖∂L/∂${lane.gradientName}‖`, threeFigures(profile[step])]];
  const factor = profile[step] / profile[step + 1];
  if (Number.isFinite(factor)) readings.push([t('hero.read.factor', { time: step + 2 }), `× ${threeFigures(factor)}`]);
  const { band, full } = lane.extras;
  if (band && layer === lane.layers - 1) readings.push([t('hero.read.band'), `${threeFigures(band[2 * step])} – ${threeFigures(band[2 * step + 1])}`]);
  if (full && layer === lane.layers - 1) readings.push([t('hero.read.full'), threeFigures(full[step])]);
  if (profile[step] < lane.noise[layer]) readings.push([t('hero.read.noise'), threeFigures(lane.noise[layer])]);
  return readings;
}
