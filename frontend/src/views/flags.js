/**
 * Flags of what a lane has come to, each a button that goes back to its update. A new one rises.
 *
 * @import { Services, TaskFacts } from '../state/types.d.ts'
 * @import { Milestone } from '../layout/milestones.js'
 */

import { milestoneWords } from '../text/milestone.js';
import { whole } from '../text/number.js';
import { el, setAttribute, setText, svg } from './dom.js';

/** A flag on its pole, 10 × 14: hollow where chance was left, filled where the task was solved. @param {Milestone['kind']} kind */
export function flagPicture(kind) {
  return svg('svg', { viewBox: '0 0 10 14', width: 10, height: 14, class: 'flag-picture', 'data-kind': kind, 'aria-hidden': 'true' },
    svg('path', { d: 'M1.5,13.5V1', class: 'flag-pole' }), svg('path', { d: 'M1.5,1H9L7,3.7L9,6.5H1.5Z', class: 'flag-cloth' }));
}

/**
 * @param {HTMLElement} root
 * @param {readonly Milestone[]} milestones
 * @param {string} lane letter
 * @param {TaskFacts} task
 * @param {Pick<Services, 't' | 'actions'>} services
 */
export function fillFlags(root, milestones, lane, task, { t, actions }) {
  const wanted = milestones.map(({ kind, step }) => `${kind} ${step}`);
  for (const flag of [...root.children]) if (!wanted.includes(/** @type {HTMLElement} */ (flag).dataset.milestone ?? '')) flag.remove();
  for (const [index, milestone] of milestones.entries()) {
    const there = /** @type {HTMLElement | undefined} */ (root.children[index]);
    const flag = there?.dataset.milestone === wanted[index] ? there : flagButton(milestone, actions);
    if (flag !== there) root.insertBefore(flag, there ?? null);
    const words = t('race.flag.go', { words: milestoneWords('race.flag', milestone, lane, task, t) });
    setAttribute(flag, 'aria-label', words);
    setAttribute(flag, 'data-tip', words);
    setText(/** @type {Element} */ (flag.lastElementChild), whole(milestone.step));
  }
}

/** @param {Milestone} milestone @param {Services['actions']} actions */
function flagButton({ kind, step }, actions) {
  return el('button', { type: 'button', class: 'flag', dataset: { kind, milestone: `${kind} ${step}` }, onclick: () => actions.scrub(step) }, flagPicture(kind), el('span'));
}
