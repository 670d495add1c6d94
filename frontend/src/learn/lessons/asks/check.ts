/** The check: the server nudges one state and says how much the loss moves, beside what backpropagation says. */

import type { Asking, AskView } from './ask.ts';
import { problemText } from '../../../core/text/problem.ts';
import { el, setText } from '../../../ui/dom.ts';

const EPSILON = 1e-3;

export function createCheck({ step: { ask }, services: { actions, request, t }, words, key }: Asking): AskView {
  const { lane, index } = ask as { lane: number, index: readonly number[] };
  const button = el(
    'button', { type: 'button', class: 'fix-button lesson-check', onclick: () => void check() }, words(key('button')),
  );
  const problem = el('p', { class: 'lesson-problem' });

  async function check() {
    setText(problem, '');
    try {
      const {
        finite_difference: difference, backprop,
      } = await request('check', { lane, name: 'hidden_state', index, epsilon: EPSILON });
      actions.answerLesson({ check: { difference, backprop } });
    } catch (error) {
      setText(problem, problemText(error as Error, t).text);
    }
  }

  return { root: el('div', { class: 'lesson-checking' }, button, problem), update() {} };
}
