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
  const steps = el('input', { id: 'seeds-steps', class: 'try-number', type: 'number', min: '1', max: String(MOST_STEPS), step: '1', onchange: takeSteps });
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
  const count = el('input', { id: `seeds-count-${lane}`, class: 'try-number', type: 'number', min: '0', max: String(MOST_SEEDS), step: '1', onchange: onChange });
  const countLabel = el('label', { for: count.id });
  const vary = el('select', { id: `seeds-vary-${lane}`, class: 'pill-select', onchange: onChange }, ...VARIES.map((value) => el('option', { value })));
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
      for (const option of vary.options) setText(option, t(`try.seeds.vary.${option.value}`));
      describe(countLabel, count, 'try.seeds.count', t);
      describe(varyLabel, vary, 'try.seeds.vary', t);
    },
  };
}

/** @param {string} text @param {number} least @param {number} most @returns {number} the whole number that is typed, held within its bounds */
function within(text, least, most) {
  return Math.max(least, Math.min(most, Math.round(Number(text)) || 0));
}

/** @param {HTMLElement} label @param {HTMLElement} control @param {string} key @param {Translate} t */
function describe(label, control, key, t) {
  setText(label, t(key));
  setAttribute(control, 'aria-description', t(`${key}.help`));
  /** @type {HTMLElement} */ (control.parentElement).dataset.tip = t(`${key}.help`);
}
