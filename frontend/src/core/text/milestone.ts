/** A flag in words: "B solved the task at update 240: 99 % on 512 fresh sequences". */

import type { Milestone } from '../model/milestones.ts';
import type { TaskFacts, Translate } from '../model/types.ts';
import { quantityText } from '../model/levels.ts';
import { whole } from './number.ts';

export function milestoneWords(
  stem: 'race.said' | 'race.flag',
  { kind, step, figure }: Milestone,
  lane: string,
  task: TaskFacts,
  t: Translate,
) {
  const words = t(`${stem}.${kind}`, { lane, step: whole(step) });
  return figure === undefined ? words : t('race.validated', {
    words, figure: quantityText(figure, task.solved.quantity, task), validated: validatedOn(task, t),
  });
}

/** What a lane is validated on: "512 fresh sequences". */
export function validatedOn(
  { held_out: heldOut = 0, fresh = 0, modality }: Pick<TaskFacts, 'held_out' | 'fresh' | 'modality'>,
  t: Translate,
): string {
  const kind = heldOut ? (modality === 'image' ? 'images' : 'characters') : fresh ? 'fresh' : 'same';
  return t(`validation.${kind}`, { count: whole(heldOut || fresh) });
}
