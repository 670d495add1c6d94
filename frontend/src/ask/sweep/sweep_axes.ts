/** Where the axes of a sweep are chosen: a field of the experiment, its values, and how many updates a cell has. */

import type { Translate } from '../../core/text/i18n.ts';
import {
  axisOf, MOST_STEPS, MOST_VALUES, parseValues, type Axes, type Axis, type Choice,
} from '../../core/questions/sweep.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';

export function createSweepAxes(t: Translate, onChange: (axes: Axes) => void) {
  let choices: Choice[] = [];
  let axes: Axes | null = null;
  const pickers = { x: picker('x'), y: picker('y') };
  const steps = el('input', {
    id: 'map-steps', class: 'try-number', type: 'number', min: '1', max: String(MOST_STEPS), step: '1',
    onchange: takeSteps,
  });
  const stepsLabel = el('label', { for: steps.id });
  const problem = el('p', { class: 'try-problem', id: 'map-axes-problem', hidden: true });
  const root = el(
    'div', { class: 'map-axes' }, ...Object.values(pickers).map((each) => each.root),
    el('div', { class: 'clamp-field' }, stepsLabel, steps), problem,
  );

  function picker(name: 'x' | 'y') {
    const select = el('select', { id: `map-${name}`, class: 'pill-select', onchange: () => take(name) });
    const label = el('label', { for: select.id });
    const values = el('input', {
      id: `map-${name}-values`, class: 'try-text', type: 'text', inputMode: 'decimal', autocomplete: 'off',
      spellcheck: false, onchange: () => takeValues(name),
    });
    const valuesLabel = el('label', { for: values.id });
    return { select, label, values, valuesLabel, root: el(
      'div', { class: 'map-axis' }, el('div', { class: 'clamp-field' }, label, select),
      el('div', { class: 'clamp-field' }, valuesLabel, values),
    ) };
  }

  /** Another field; the one that the other axis has changes places with it. */
  function take(name: 'x' | 'y') {
    const choice = choices.find(({ path }) => path === pickers[name].select.value);
    if (!choice || !axes) return;
    const other = name === 'x' ? 'y' : 'x';
    const swapped = axes[other].field === choice.path;
    onChange({ ...axes, [name]: swapped ? axes[other] : axisOf(choice), ...(swapped && { [other]: axes[name] }) });
  }

  function takeValues(name: 'x' | 'y') {
    const choice = axes && choiceOf(axes[name]);
    const values = choice && parseValues(choice, pickers[name].values.value);
    complain(values ? null : name);
    if (values && axes) onChange({ ...axes, [name]: { ...axes[name], values } });
  }

  function takeSteps() {
    const updates = Math.max(1, Math.min(MOST_STEPS, Math.round(Number(steps.value) || 0)));
    if (axes) onChange({ ...axes, steps: updates });
  }

  /** @param name whose values are none */
  function complain(name: 'x' | 'y' | null) {
    problem.hidden = name === null;
    setText(problem, name === null ? '' : t('try.map.values.problem', { most: MOST_VALUES }));
    for (const each of (['x', 'y'] as const)) {
      setAttribute(pickers[each].values, 'aria-invalid', each === name ? 'true' : null);
      setAttribute(pickers[each].values, 'aria-errormessage', each === name ? problem.id : null);
    }
  }

  function choiceOf({ field }: Axis): Choice | undefined {
    return choices.find(({ path }) => path === field);
  }

  return {
    root,
    render(all: Choice[], present: Axes) {
      [choices, axes] = [all, present];
      for (const name of (['x', 'y'] as const)) {
        const { select, label, values, valuesLabel } = pickers[name];
        const key = JSON.stringify([all.map(({ path }) => path), t('try.map.x')]);
        if (select.dataset.key !== key) {
          select.dataset.key = key;
          select.replaceChildren(
            ...all.map(({ path, field }) => el('option', { value: path }, t(`${field.text}.label`))),
          );
        }
        select.value = present[name].field;
        const numbers = !choiceOf(present[name])?.field.choices && choiceOf(present[name])?.field.type !== 'boolean';
        (values.parentElement as HTMLElement).hidden = !numbers;
        if (document.activeElement !== values) values.value = present[name].values.join(', ');
        describe(label, select, `try.map.${name}`);
        describe(valuesLabel, values, 'try.map.values');
      }
      if (document.activeElement !== steps) steps.value = String(present.steps);
      describe(stepsLabel, steps, 'try.map.steps');
      complain(null);
    },
  };

  function describe(label: HTMLElement, control: HTMLElement, key: string) {
    setText(label, t(key));
    setAttribute(control, 'aria-description', t(`${key}.help`));
    (control.parentElement as HTMLElement).dataset.tip = t(`${key}.help`);
  }
}
