/** The numbers at one place of the picture, as words: for the tooltip and for the table that screen readers get. */

import type { Cursor, Tensor, Translate } from '../core/model/types.ts';
import type { Scene, SceneLane } from './scene.ts';
import { firedAt, moduleOf, type Clock } from '../core/model/clock.ts';
import { symbolAt, symbolRead } from '../core/model/input_rows.ts';
import { pixelAt } from './layout/picture_stops.ts';
import { stateAt } from './layout/state_view.ts';
import { labelWords } from '../core/text/label.ts';
import { threeFigures, trueMinus } from '../core/text/number.ts';

export type Reading = [name: string, value: string];

/** @returns what goes in at the time step */
export function inputWords({ frame, task }: Scene, step: number, t: Translate): string {
  if (!frame) return '';
  if (task.kind === 'waveform' && !task.required_lag) return t('hero.no_input.short');
  const size = task.input_size;
  const values = Array.from({ length: size }, (_, channel) => Number(frame.input.data[step * size + channel]));
  if (task.modality === 'symbols') return task.input_labels[symbolRead(values, 0, size) ?? -1]
    ?? t('hero.no_input.short');
  if (task.modality === 'image') {
    const { row, column } = pixelAt(task, step);
    return t('hero.read.pixel', { row: row + 1, column: column + 1, value: threeFigures(values[0]) });
  }
  const labels = labelWords(task, task.input_labels, t);
  return values.map((value, channel) => (size > 1 ? `${labels[channel]} ${threeFigures(value)}` : threeFigures(value)))
    .join(' · ');
}

export function isScored({ frame }: Scene, step: number): boolean {
  return Boolean(frame && Number(frame.lossMask.data[step]) > 0);
}

export function targetWords({ frame, task }: Scene, step: number): string {
  if (!frame) return '';
  if (task.loss === 'cross_entropy') return task.output_labels[Number(frame.target.data[step])];
  return valuesAt(frame.target.data, step, task.output_size);
}

/** @returns all values of one time step */
export function valuesAt(values: Tensor['data'], step: number, size: number): string {
  return Array.from({ length: size }, (_, output) => threeFigures(Number(values[step * size + output]))).join(' · ');
}

export function predictionWords({ task }: Scene, lane: SceneLane, step: number): string {
  if (!lane.data) return '';
  const size = task.output_size;
  if (task.loss !== 'cross_entropy') return valuesAt(lane.data.output.data, step, size);
  const values = (lane.data.output.data as Float32Array).subarray(step * size, (step + 1) * size);
  const guessed = symbolAt(values, 0, size);
  return `${task.output_labels[guessed]} ${values[guessed].toFixed(3)}`;
}

export function readingsAt(scene: Scene, { lane: index, layer, timeStep, unit }: Cursor, t: Translate): Reading[] {
  const lane = scene.lanes[index];
  if (!lane || layer >= lane.layers || unit >= lane.hiddenSize || timeStep >= scene.task.sequence_length) return [];
  const count = scene.task.sequence_length;
  const at = (layer * count + timeStep) * lane.hiddenSize + unit;
  const readings: Reading[] = [];
  if (lane.data) {
    readings.push([t('hero.read.state', { state: 'h' }), threeFigures(Number(lane.data.hiddenState.data[at]))]);
    for (const [name, tensor] of Object.entries(lane.data.states)) {
      if (lane.layerStates.includes(name)) continue;
      readings.push([t('hero.read.state', { state: name }), stateWords(tensor, at, lane.matrices.includes(name))]);
    }
    if (lane.data.hiddenGradient) readings.push(['∂ℓ/∂h', threeFigures(Number(lane.data.hiddenGradient.data[at]))]);
  }
  if (lane.clock) readings.push(...clockReadings(lane.clock, unit, timeStep, t));
  if (lane.norms) readings.push(...normReadings(lane, layer, timeStep, t));
  const input = inputWords(scene, timeStep, t);
  if (input) readings.push([t('hero.read.input'), input]);
  if (isScored(scene, timeStep) && lane.data) {
    readings.push([t('hero.read.prediction'), predictionWords(scene, lane, timeStep)], [
      t('hero.read.target'), targetWords(scene, timeStep),
    ]);
  }
  return readings;
}

/** One sentence for a screen reader. */
export function placeWords(scene: Scene, { lane: index, layer, timeStep, unit }: Cursor, t: Translate) {
  const lane = scene.lanes[index];
  const place = t(lane.layers > 1 ? 'hero.place_layer' : 'hero.place', {
    lane: lane.letter, layer: layer + 1, time: timeStep + 1, unit: unit + 1,
  });
  if (!lane.data || !lane.norms) return place;
  const value = Number(
    lane.data.hiddenState.data[(layer * scene.task.sequence_length + timeStep) * lane.hiddenSize + unit],
  );
  const words = t(
    'hero.said', { place, value: threeFigures(value), gradient: threeFigures(lane.norms[layer][timeStep]) },
  );
  const fired = lane.clock ? firedAt(lane.clock, moduleOf(lane.clock, unit), timeStep) : timeStep;
  return fired === timeStep ? words : t('hero.said.waits', { words, time: Math.max(0, fired) + 1 });
}

/** More numbers of a row are not written. */
const MOST_OF_A_ROW = 8;

/** A number, of a complex one its two parts, its magnitude and its phase in degrees, or a row of a matrix. */
export function stateWords(tensor: Tensor, index: number, isMatrix: boolean) {
  const found = stateAt(tensor, index, isMatrix);
  if ('value' in found) return threeFigures(found.value);
  if ('row' in found) {
    const words = found.row.slice(0, MOST_OF_A_ROW).map(threeFigures);
    return [...words, ...(found.row.length > MOST_OF_A_ROW ? ['…'] : [])].join('  ');
  }
  const { real, imaginary, magnitude, phase } = found;
  const sign = imaginary < 0 ? '−' : '+';
  const degrees = trueMinus(((phase * 180) / Math.PI).toFixed(0));
  const parts = `${threeFigures(real)} ${sign} ${threeFigures(Math.abs(imaginary))} i`;
  return `${parts} = ${threeFigures(magnitude)} ∠ ${degrees}°`;
}

function clockReadings(clock: Clock, unit: number, step: number, t: Translate): Reading[] {
  const module = moduleOf(clock, unit);
  const fired = firedAt(clock, module, step);
  return [
    [t('hero.read.module'), t('hero.read.module.value', { module: module + 1, period: clock.periods[module] })],
    [t('hero.read.clock'), fired === step
      ? t('hero.clock.fires')
      : t(fired < 0 ? 'hero.clock.waits_before' : 'hero.clock.waits', { time: fired + 1 })],
  ];
}

function normReadings(lane: SceneLane, layer: number, step: number, t: Translate): Reading[] {
  const profile = (lane.norms as Float32Array[])[layer];
  const readings: Reading[] = [[`‖∂L/∂${lane.gradientName}‖`, threeFigures(profile[step])]];
  const factor = profile[step] / profile[step + 1];
  if (Number.isFinite(factor)) readings.push([t('hero.read.factor', { time: step + 2 }), `× ${threeFigures(factor)}`]);
  const { band, full } = lane.extras;
  if (band && layer === lane.layers - 1) {
    readings.push([t('hero.read.band'), `${threeFigures(band[2 * step])} – ${threeFigures(band[2 * step + 1])}`]);
  }
  if (full && layer === lane.layers - 1) readings.push([t('hero.read.full'), threeFigures(full[step])]);
  if (profile[step] < lane.noise[layer]) readings.push([t('hero.read.noise'), threeFigures(lane.noise[layer])]);
  return readings;
}
