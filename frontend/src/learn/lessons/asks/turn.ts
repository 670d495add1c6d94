/** Turning a knob of the experiment that the controls do not have. */

import type { Asking, AskView } from './ask.ts';
import type { Experiment } from '../../../core/model/types.ts';
import { getAt, setAt } from '../../../core/model/experiment.ts';
import { knobFigures } from '../../../core/text/number.ts';
import { el, setText } from '../../../ui/dom.ts';

export function createTurn({ step: { ask }, place, store, services: { actions }, words, key }: Asking): AskView {
  const { path, minimum, maximum, step } =
    ask as { path: (string | number)[], minimum: number, maximum: number, step: number };
  const id = `lesson-turn-${place.number}`;
  const value = el('output', { class: 'lesson-value', for: id });
  const knob = el(
    'input', { type: 'range', id, min: String(minimum), max: String(maximum), step: String(step), oninput: turn },
  );

  function turn() {
    const turned = setAt(store.get().experiment, path, Number(Number(knob.value).toFixed(4))) as Experiment;
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
