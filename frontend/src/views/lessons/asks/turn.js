/**
 * Turning a knob of the experiment that the controls do not have.
 *
 * @import { Experiment } from '../../../state/types.d.ts'
 * @import { Asking, AskView } from './ask.d.ts'
 */

import { getAt, setAt } from '../../../state/experiment.js';
import { knobFigures } from '../../../text/number.js';
import { el, setText } from '../../dom.js';

/** @param {Asking} asking @returns {AskView} */
export function createTurn({ step: { ask }, place, store, services: { actions }, words, key }) {
  const { path, minimum, maximum, step } = /** @type {{ path: (string | number)[], minimum: number, maximum: number, step: number }} */ (ask);
  const id = `lesson-turn-${place.number}`;
  const value = el('output', { class: 'lesson-value', for: id });
  const knob = el('input', { type: 'range', id, min: String(minimum), max: String(maximum), step: String(step), oninput: turn });

  function turn() {
    const turned = /** @type {Experiment} */ (setAt(store.get().experiment, path, Number(Number(knob.value).toFixed(4))));
    actions.edit(turned, { preset: null });
  }

  return {
    root: el('div', { class: 'lesson-turn' }, el('label', { for: id }, words(key('knob'))), value, knob),
    update(_lesson, { experiment }) {
      const now = Number(getAt(experiment, path) ?? 0);
      if (Number(knob.value) !== now) knob.value = String(now);
      setText(value, knobFigures(now));
    },
  };
}
