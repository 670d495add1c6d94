/**
 * A turned knob in words: which, to what, at which update.
 *
 * @import { Mark, Translate } from '../state/types.d.ts'
 */

import { laneLetter } from './lane.js';
import { knobFigures, whole } from './number.js';

/** @param {Mark} mark @param {Translate} t @returns {string} */
export function markWords({ lane, step, change }, t) {
  const parts = [];
  if (typeof change.learning_rate === 'number') parts.push(`${t('field.learning_rate.label')} ${knobFigures(change.learning_rate)}`);
  const bptt = /** @type {{ kind?: string, window?: number, shift?: number } | null | undefined} */ (change.bptt);
  if (bptt) parts.push([t(`bptt.${bptt.kind}.label`), ...(bptt.window ? [`${bptt.window}/${bptt.shift}`] : [])].join(' '));
  const clip = /** @type {{ kind?: string, threshold?: number } | undefined} */ (change.clip);
  if (clip?.kind) parts.push(`${t(`clip.${clip.kind}.label`)}${clip.threshold === undefined ? '' : ` ${knobFigures(clip.threshold)}`}`);
  return t('loss_panel.mark', { lane: laneLetter(lane), step: whole(step), change: parts.join(', ') });
}
