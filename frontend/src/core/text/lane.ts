/** A lane's letter and its name in a few words: "RNN · tanh", "LSTM", "RNN · tanh · no memory". */

import type { Experiment, Lane, Translate } from '../model/types.ts';

export function laneName(lane: Lane, t: Translate): string {
  return cellName(lane.cell, t);
}

export function cellName({ kind, activation, recurrence, layers, periods, residual, layer_norm: normalised }: Lane['cell'], t: Translate): string {
  const parts = [t(`cell.${kind}.label`)];
  if (activation) parts.push(t(`activation.${activation}.label`));
  if (Array.isArray(periods) && periods.length === 1) parts.push(t('lane.one_module'));
  if (Number(layers ?? 1) > 1) parts.push(t('lane.layers', { layers: Number(layers) }));
  if (recurrence === 'off') parts.push(t('lane.no_memory'));
  if (recurrence === 'frozen') parts.push(t('lane.frozen'));
  if (residual) parts.push(t('lane.residual'));
  if (normalised) parts.push(t('lane.layer_norm'));
  return parts.join(' · ');
}

/** @returns "Adding problem: RNN · tanh, LSTM" */
export function experimentName({ task, lanes }: Experiment, t: Translate): string {
  return `${t(`task.${task.kind}.label`)}: ${lanes.map((lane) => laneName(lane, t)).join(', ')}`;
}

/** @param lane from 0 @returns A–D */
export function laneLetter(lane: number): string {
  return String.fromCharCode(65 + lane);
}
