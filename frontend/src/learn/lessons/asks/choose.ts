/** Choosing a part of the experiment: it starts anew with it and plays. */

import type { Asking, AskView } from './ask.ts';
import type { Experiment } from '../../../core/model/types.ts';
import { getAt, sameDocument, setAt } from '../../../core/model/experiment.ts';
import { el } from '../../../ui/dom.ts';

export function createChoose({ step: { ask }, store, services: { actions }, words, key }: Asking): AskView {
  const { path, values, literal = false } =
    ask as { path: (string | number)[], values: Readonly<Record<string, unknown>>, literal?: boolean };
  const names = Object.keys(values);

  function choose(name: string) {
    const { experiment } = store.get();
    actions.edit(setAt(experiment, path, values[name]) as Experiment, { preset: null });
    actions.play();
  }

  const buttons = names.map((name) => el(
    'button', { type: 'button', class: 'lesson-option', dataset: { option: name }, onclick: () => choose(name) },
    literal ? name : words(key(`option.${name}`)),
  ));
  return {
    root: el(
      'div',
      {
        class: 'lesson-options', role: 'group', 'aria-label': words(key('ask')), dataset: { literal: String(literal) },
      },
      ...buttons,
    ),
    update(_lesson, { experiment }) {
      const chosen = getAt(experiment, path);
      for (const button of buttons) {
        button.setAttribute('aria-pressed', String(sameDocument(values[button.dataset.option ?? ''], chosen)));
      }
    },
  };
}
