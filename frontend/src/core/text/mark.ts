/** A turned knob in words: which, to what, at which update. */

import type { Mark, Translate } from '../model/types.ts';
import { laneLetter } from './lane.ts';
import { knobFigures, whole } from './number.ts';

export function markWords({ lane, step, change }: Mark, t: Translate): string {
  const parts = [];
  if (typeof change.learning_rate === 'number') {
    parts.push(`${t('field.learning_rate.label')} ${knobFigures(change.learning_rate)}`);
  }
  const bptt = change.bptt as { kind?: string, window?: number, shift?: number } | null | undefined;
  if (bptt) {
    parts.push([t(`bptt.${bptt.kind}.label`), ...(bptt.window ? [`${bptt.window}/${bptt.shift}`] : [])].join(' '));
  }
  const clip = change.clip as { kind?: string, threshold?: number } | undefined;
  if (clip?.kind) parts.push(
    `${t(`clip.${clip.kind}.label`)}${clip.threshold === undefined ? '' : ` ${knobFigures(clip.threshold)}`}`,
  );
  return t('loss_panel.mark', { lane: laneLetter(lane), step: whole(step), change: parts.join(', ') });
}
