/**
 * Where it is chosen over how many seeds each model runs, which of them vary, and how many updates a run has.
 *
 * @import { Plan, Vary } from '../../asking/seeds.js'
 * @import { Translate } from '../../text/i18n.js'
 */

import { MOST_STEPS } from '../../asking/atlas.js';
import { MOST_SEEDS, VARIES } from '../../asking/seeds.js';
import { el, setAttribute, setText } from '../dom.js';
import { laneKey } from '../lane_key.js';

/** @typedef {ReturnType<typeof createModel>} ModelForm */

/** @param {Translate} t @param {(plan: Plan) => void} onChange */
export function createSeedsForm(t, onChange) {
  /** @type {Plan} */
  let plan = { choices: [], steps: 1 };
  /** @type {ModelForm[]} */
  let models = [];
  const row = el('div', { class: 'seeds-models' });
  const steps = number('seeds-steps', 1, MOST_STEPS, takeSteps);
  const stepsLabel = el('label', { for: steps.id });

  function takeSteps() {
    onChange({ ...plan, steps: within(steps.value, 1, MOST_STEPS) });
  }

  /** @param {number} lane */
  function takeModel(lane) {
    const choices = plan.choices.map((choice, other) => (other === lane ? models[lane].choice() : choice));
    onChange({ ...plan, choices });
  }

  return {
    root: el('div', { class: 'seeds-form' }, row, el('div', { class: 'clamp-field' }, stepsLabel, steps)),
    /** @param {Plan} present @param {string[]} names of the models */
    render(present, names) {
      plan = present;
      if (models.length !== names.length) {
        models = names.map((_, lane) => createModel(lane, () => takeModel(lane)));
        row.replaceChildren(...models.map(({ root }) => root));
      }
      for (const [lane, model] of models.entries()) model.render(present.choices[lane], names[lane], t);
      if (document.activeElement !== steps) steps.value = String(present.steps);
      describe(stepsLabel, steps, 'try.seeds.steps', t);
    },
  };
}

/** @param {number} lane @param {() => void} onChange */
function createModel(lane, onChange) {
  const name = el('span');
  const count = number(`seeds-count-${lane}`, 0, MOST_SEEDS, onChange);
  const countLabel = el('label', { for: count.id });
  const options = VARIES.map((value) => el('option', { value }));
  const vary = el('select', { id: `seeds-vary-${lane}`, class: 'pill-select', onchange: onChange }, ...options);
  const varyLabel = el('label', { for: vary.id });
  return {
    root: el('fieldset', { class: 'seeds-model' }, el('legend', {}, laneKey(lane, 'line', name)),
      el('div', { class: 'clamp-field' }, countLabel, count), el('div', { class: 'clamp-field' }, varyLabel, vary)),
    choice: () => ({ seeds: within(count.value, 0, MOST_SEEDS), vary: /** @type {Vary} */ (vary.value) }),
    /** @param {Plan['choices'][number]} choice @param {string} words @param {Translate} t */
    render(choice, words, t) {
      setText(name, words);
      if (document.activeElement !== count) count.value = String(choice.seeds);
      vary.value = choice.vary;
      for (const option of options) setText(option, t(`try.seeds.vary.${option.value}`));
      describe(countLabel, count, 'try.seeds.count', t);
      describe(varyLabel, vary, 'try.seeds.vary', t);
    },
  };
}

/** @param {string} id @param {number} least @param {number} most @param {() => void} onchange */
function number(id, least, most, onchange) {
  const bounds = { min: String(least), max: String(most), step: '1' };
  return el('input', { id, class: 'try-number', type: 'number', ...bounds, onchange });
}

/** The whole number that is typed, held between two. @param {string} text @param {number} least @param {number} most */
function within(text, least, most) {
  return Math.max(least, Math.min(most, Math.round(Number(text)) || 0));
}

/** @param {HTMLElement} label @param {HTMLElement} control @param {string} key @param {Translate} t */
function describe(label, control, key, t) {
  setText(label, t(key));
  setAttribute(control, 'aria-description', t(`${key}.help`));
  /** @type {HTMLElement} */ (control.parentElement).dataset.tip = t(`${key}.help`);
}
