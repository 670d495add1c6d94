/** Flags of what a lane has come to, each a button that goes back to its update. A new one rises. */

import type { Milestone } from '../core/model/milestones.ts';
import type { Services, TaskFacts } from '../core/model/types.ts';
import { milestoneWords } from '../core/text/milestone.ts';
import { whole } from '../core/text/number.ts';
import { el, setAttribute, setText, svg } from './dom.ts';

/** A flag on its pole, 10 × 14: hollow where chance was left, filled where the task was solved. */
export function flagPicture(kind: Milestone['kind']) {
  return svg('svg', {
    viewBox: '0 0 10 14', width: 10, height: 14, class: 'flag-picture', 'data-kind': kind, 'aria-hidden': 'true',
  },
    svg('path', { d: 'M1.5,13.5V1', class: 'flag-pole' }),
    svg('path', { d: 'M1.5,1H9L7,3.7L9,6.5H1.5Z', class: 'flag-cloth' }));
}

/** @param lane letter */
export function fillFlags(
  root: HTMLElement,
  milestones: readonly Milestone[],
  lane: string,
  task: TaskFacts,
  { t, actions }: Pick<Services, 't' | 'actions'>,
) {
  const wanted = milestones.map(({ kind, step }) => `${kind} ${step}`);
  for (const flag of [...root.children]) {
    if (!wanted.includes((flag as HTMLElement).dataset.milestone ?? '')) flag.remove();
  }
  for (const [index, milestone] of milestones.entries()) {
    const there = root.children[index] as HTMLElement | undefined;
    const flag = there?.dataset.milestone === wanted[index] ? there : flagButton(milestone, actions);
    if (flag !== there) root.insertBefore(flag, there ?? null);
    const words = t('race.flag.go', { words: milestoneWords('race.flag', milestone, lane, task, t) });
    setAttribute(flag, 'aria-label', words);
    setAttribute(flag, 'data-tip', words);
    setText(flag.lastElementChild as Element, whole(milestone.step));
  }
}

function flagButton({ kind, step }: Milestone, actions: Services['actions']) {
  return el(
    'button',
    { type: 'button', class: 'flag', dataset: { kind, milestone: `${kind} ${step}` }, onclick: () =>
      actions.scrub(step) },
    flagPicture(kind), el('span'),
  );
}
