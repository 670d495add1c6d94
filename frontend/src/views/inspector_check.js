/**
 * The check: nudge one hidden state, see how much the loss moves, compare with what backpropagation says.
 *
 * @import { Cursor, RunView, Services } from '../state/types.d.ts'
 */

import { agreement } from '../inspector/agreement.js';
import { powerOfTen, threeFigures, whole } from '../text/number.js';
import { problemText } from '../text/problem.js';
import { el, setText } from './dom.js';

const EPSILON = 1e-3;

/** @param {Pick<Services, 't' | 'request'>} services @param {() => void} onNudge the value was nudged, by the server */
export function createCheck({ t, request }, onNudge) {
  const button = el('button', { type: 'button', class: 'pill small', onclick: () => void run() });
  const result = el('p', { class: 'check-result', role: 'status' });
  const root = el('div', { class: 'inspector-check' }, button, result);
  /** @type {{ cursor: Cursor, key: string } | null} */
  let subject = null;
  /** @type {(() => string) | null} what the last answer says, in the language in force */
  let said = null;

  async function run() {
    if (!subject) return;
    const { cursor, key } = subject;
    const { lane, layer, timeStep, unit } = cursor;
    button.disabled = true;
    try {
      const answer = await request('check', { lane, name: 'hidden_state', index: [layer, timeStep, unit], epsilon: EPSILON });
      onNudge();
      if (subject?.key === key) said = () => answerText(answer);
      root.dataset.outcome = agreement(answer.finite_difference, answer.backprop);
    } catch (error) {
      said = () => t('inspector.check.failed', { message: problemText(/** @type {Error} */ (error), t).text });
      root.dataset.outcome = 'failed';
    }
    button.disabled = false;
    write();
  }

  /** @param {{ finite_difference: number, backprop: number, step: number }} answer */
  function answerText({ finite_difference: difference, backprop, step }) {
    return t(`inspector.check.${agreement(difference, backprop)}`, {
      step: whole(step), epsilon: powerOfTen(Math.log10(EPSILON)), difference: threeFigures(difference), backprop: threeFigures(backprop),
    });
  }

  function write() {
    setText(button, t('inspector.check.button'));
    setText(result, said ? said() : '');
  }

  return {
    root,
    /** @param {RunView} view @param {Cursor} cursor */
    render(view, cursor) {
      const key = JSON.stringify([view.id, cursor]);
      if (subject?.key !== key) {
        said = null;
        delete root.dataset.outcome;
      }
      subject = { cursor, key };
      root.hidden = view.source !== 'live';
      write();
    },
  };
}
