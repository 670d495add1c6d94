/**
 * A flag in words: "B solved the task at update 240: 99 % on 512 fresh sequences".
 *
 * @import { TaskFacts, Translate } from '../state/types.d.ts'
 * @import { Milestone } from '../layout/milestones.js'
 */

import { quantityText } from '../charts/levels.js';
import { whole } from './number.js';

/** @param {'race.said' | 'race.flag'} stem @param {Milestone} milestone @param {string} lane @param {TaskFacts} task @param {Translate} t */
export function milestoneWords(stem, { kind, step, figure }, lane, task, t) {
  const words = t(`${stem}.${kind}`, { lane, step: whole(step) });
  return figure === undefined ? words : t('race.validated', { words, figure: quantityText(figure, task.solved.quantity, task), validated: validatedOn(task, t) });
}

/** What a lane is validated on: "512 fresh sequences". @param {Pick<TaskFacts, 'held_out' | 'fresh' | 'modality'>} task @param {Translate} t @returns {string} */
export function validatedOn({ held_out: heldOut = 0, fresh = 0, modality }, t) {
  const kind = heldOut ? (modality === 'image' ? 'images' : 'characters') : fresh ? 'fresh' : 'same';
  return t(`validation.${kind}`, { count: whole(heldOut || fresh) });
}
