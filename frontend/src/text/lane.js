/**
 * A lane's letter and its name in a few words: "RNN · tanh", "LSTM", "RNN · tanh · no memory".
 *
 * @import { Experiment, Lane, Translate } from '../state/types.d.ts'
 */

/**
 * @param {Lane} lane
 * @param {Translate} t
 * @returns {string}
 */
export function laneName(lane, t) {
  return cellName(lane.cell, t);
}

/** @param {Lane['cell']} cell @param {Translate} t @returns {string} */
export function cellName({ kind, activation, recurrence, layers, periods }, t) {
  const parts = [t(`cell.${kind}.label`)];
  if (activation) parts.push(t(`activation.${activation}.label`));
  if (Array.isArray(periods) && periods.length === 1) parts.push(t('lane.one_module'));
  if (Number(layers ?? 1) > 1) parts.push(t('lane.layers', { layers: Number(layers) }));
  if (recurrence === 'off') parts.push(t('lane.no_memory'));
  return parts.join(' · ');
}

/** @param {Experiment} experiment @param {Translate} t @returns {string} "Adding problem: RNN · tanh, LSTM" */
export function experimentName({ task, lanes }, t) {
  return `${t(`task.${task.kind}.label`)}: ${lanes.map((lane) => laneName(lane, t)).join(', ')}`;
}

/** @param {number} lane from 0 @returns {string} A–D */
export function laneLetter(lane) {
  return String.fromCharCode(65 + lane);
}
