/** Where it is chosen over how many seeds each model runs, which of them vary, and how many updates a run has. */

import type { Translate } from '../../core/text/i18n.ts';
import { MOST_STEPS } from '../../core/questions/sweep.ts';
import { MOST_SEEDS, VARIES, type Plan, type Vary } from '../../core/questions/seeds.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';

export type ModelForm = ReturnType<typeof createModel>;

export function createSeedsForm(t: Translate, onChange: (plan: Plan) => void) {
  let plan: Plan = { choices: [], steps: 1 };
  let models: ModelForm[] = [];
  const row = el('div', { class: 'seeds-models' });
  const steps = number('seeds-steps', 1, MOST_STEPS, takeSteps);
  const stepsLabel = el('label', { for: steps.id });

  function takeSteps() {
    onChange({ ...plan, steps: within(steps.value, 1, MOST_STEPS) });
  }

  function takeModel(lane: number) {
    const choices = plan.choices.map((choice, other) => (other === lane ? models[lane].choice() : choice));
    onChange({ ...plan, choices });
  }

  return {
    root: el('div', { class: 'seeds-form' }, row, el('div', { class: 'clamp-field' }, stepsLabel, steps)),
    /** @param names of the models */
    render(present: Plan, names: string[]) {
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

function createModel(lane: number, onChange: () => void) {
  const name = el('span');
  const count = number(`seeds-count-${lane}`, 0, MOST_SEEDS, onChange);
  const countLabel = el('label', { for: count.id });
  const options = VARIES.map((value) => el('option', { value }));
  const vary = el('select', { id: `seeds-vary-${lane}`, class: 'pill-select', onchange: onChange }, ...options);
  const varyLabel = el('label', { for: vary.id });
  return {
    root: el('fieldset', { class: 'seeds-model' }, el('legend', {}, laneKey(lane, 'line', name)),
      el('div', { class: 'clamp-field' }, countLabel, count), el('div', { class: 'clamp-field' }, varyLabel, vary)),
    choice: () => ({ seeds: within(count.value, 0, MOST_SEEDS), vary: vary.value as Vary }),
    render(choice: Plan['choices'][number], words: string, t: Translate) {
      setText(name, words);
      if (document.activeElement !== count) count.value = String(choice.seeds);
      vary.value = choice.vary;
      for (const option of options) setText(option, t(`try.seeds.vary.${option.value}`));
      describe(countLabel, count, 'try.seeds.count', t);
      describe(varyLabel, vary, 'try.seeds.vary', t);
    },
  };
}

function number(id: string, least: number, most: number, onchange: () => void) {
  const bounds = { min: String(least), max: String(most), step: '1' };
  return el('input', { id, class: 'try-number', type: 'number', ...bounds, onchange });
}

/** The whole number that is typed, held between two. */
function within(text: string, least: number, most: number) {
  return Math.max(least, Math.min(most, Math.round(Number(text)) || 0));
}

function describe(label: HTMLElement, control: HTMLElement, key: string, t: Translate) {
  setText(label, t(key));
  setAttribute(control, 'aria-description', t(`${key}.help`));
  (control.parentElement as HTMLElement).dataset.tip = t(`${key}.help`);
}
