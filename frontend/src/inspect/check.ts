/** The check: nudge one hidden state, see how much the loss moves, compare with what backpropagation says. */

import type { Cursor, RunView, Services } from '../core/model/types.ts';
import { agreement } from '../core/unit/agreement.ts';
import { powerOfTen, threeFigures, whole } from '../core/text/number.ts';
import { problemText } from '../core/text/problem.ts';
import { el, setText } from '../ui/dom.ts';

const EPSILON = 1e-3;

/** @param onNudge the value was nudged, by the server */
export function createCheck({ t, request }: Pick<Services, 't' | 'request'>, onNudge: () => void) {
  const button = el('button', { type: 'button', class: 'pill small', onclick: () => void run() });
  const result = el('p', { class: 'check-result', role: 'status' });
  const root = el('div', { class: 'inspector-check' }, button, result);
  let subject: { cursor: Cursor, key: string } | null = null;
  /** what the last answer says, in the language in force */
  let said: (() => string) | null = null;

  async function run() {
    if (!subject) return;
    const { cursor, key } = subject;
    const { lane, layer, timeStep, unit } = cursor;
    button.disabled = true;
    try {
      const answer =
        await request('check', { lane, name: 'hidden_state', index: [layer, timeStep, unit], epsilon: EPSILON });
      onNudge();
      if (subject?.key === key) said = () => answerText(answer);
      root.dataset.outcome = agreement(answer.finite_difference, answer.backprop);
    } catch (error) {
      said = () => t('inspector.check.failed', { message: problemText(error as Error, t).text });
      root.dataset.outcome = 'failed';
    }
    button.disabled = false;
    write();
  }

  function answerText(
    { finite_difference: difference, backprop, step }: { finite_difference: number, backprop: number, step: number },
  ) {
    return t(`inspector.check.${agreement(difference, backprop)}`, {
      step: whole(step),
      epsilon: powerOfTen(Math.log10(EPSILON)), difference: threeFigures(difference), backprop: threeFigures(backprop),
    });
  }

  function write() {
    setText(button, t('inspector.check.button'));
    setText(result, said ? said() : '');
  }

  return {
    root,
    render(view: RunView, cursor: Cursor) {
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
