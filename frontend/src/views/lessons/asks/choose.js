/**
 * Choosing a part of the experiment: it starts anew with it and plays.
 *
 * @import { Experiment } from '../../../state/types.d.ts'
 * @import { Asking, AskView } from './ask.d.ts'
 */

import { getAt, sameDocument, setAt } from '../../../state/experiment.js';
import { el } from '../../dom.js';

/** @param {Asking} asking @returns {AskView} */
export function createChoose({ step: { ask }, store, services: { actions }, words, key }) {
  const { path, values, literal = false } = /** @type {{ path: (string | number)[], values: Readonly<Record<string, unknown>>, literal?: boolean }} */ (ask);
  const names = Object.keys(values);

  /** @param {string} name */
  function choose(name) {
    const { experiment } = store.get();
    actions.edit(/** @type {Experiment} */ (setAt(experiment, path, values[name])), { preset: null });
    actions.play();
  }

  const buttons = names.map((name) => el('button', { type: 'button', class: 'lesson-option', dataset: { option: name }, onclick: () => choose(name) }, literal ? name : words(key(`option.${name}`))));
  return {
    root: el('div', { class: 'lesson-options', role: 'group', 'aria-label': words(key('ask')), dataset: { literal: String(literal) } }, ...buttons),
    update(_lesson, { experiment }) {
      const chosen = getAt(experiment, path);
      for (const button of buttons) button.setAttribute('aria-pressed', String(sameDocument(values[button.dataset.option ?? ''], chosen)));
    },
  };
}
