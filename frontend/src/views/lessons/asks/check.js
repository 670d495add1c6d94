/**
 * The check: the server nudges one state and says how much the loss moves, beside what backpropagation says.
 *
 * @import { Asking, AskView } from './ask.d.ts'
 */

import { problemText } from '../../../text/problem.js';
import { el, setText } from '../../dom.js';

const EPSILON = 1e-3;

/** @param {Asking} asking @returns {AskView} */
export function createCheck({ step: { ask }, services: { actions, request, t }, words, key }) {
  const { lane, index } = /** @type {{ lane: number, index: readonly number[] }} */ (ask);
  const button = el('button', { type: 'button', class: 'fix-button lesson-check', onclick: () => void check() }, words(key('button')));
  const problem = el('p', { class: 'lesson-problem' });

  async function check() {
    setText(problem, '');
    try {
      const { finite_difference: difference, backprop } = await request('check', { lane, name: 'hidden_state', index, epsilon: EPSILON });
      actions.answerLesson({ check: { difference, backprop } });
    } catch (error) {
      setText(problem, problemText(/** @type {Error} */ (error), t).text);
    }
  }

  return { root: el('div', { class: 'lesson-checking' }, button, problem), update() {} };
}
