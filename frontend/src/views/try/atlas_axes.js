/**
 * Where the axes of a map are chosen: a field of the experiment, its values, and how many updates a tile has.
 *
 * @import { Axes, Axis, Choice } from '../../asking/atlas.js'
 * @import { Translate } from '../../text/i18n.js'
 */

import { axisOf, MOST_STEPS, MOST_VALUES, parseValues } from '../../asking/atlas.js';
import { el, setAttribute, setText } from '../dom.js';

/** @param {Translate} t @param {(axes: Axes) => void} onChange */
export function createAtlasAxes(t, onChange) {
  /** @type {Choice[]} */
  let choices = [];
  /** @type {Axes | null} */
  let axes = null;
  const pickers = { x: picker('x'), y: picker('y') };
  const steps = el('input', { id: 'map-steps', class: 'try-number', type: 'number', min: '1', max: String(MOST_STEPS), step: '1', onchange: takeSteps });
  const stepsLabel = el('label', { for: steps.id });
  const problem = el('p', { class: 'try-problem', id: 'map-axes-problem', hidden: true });
  const root = el('div', { class: 'map-axes' }, ...Object.values(pickers).map((each) => each.root), el('div', { class: 'clamp-field' }, stepsLabel, steps), problem);

  /** @param {'x' | 'y'} name */
  function picker(name) {
    const select = el('select', { id: `map-${name}`, class: 'pill-select', onchange: () => take(name) });
    const label = el('label', { for: select.id });
    const values = el('input', { id: `map-${name}-values`, class: 'try-text', type: 'text', inputMode: 'decimal', autocomplete: 'off', spellcheck: false, onchange: () => takeValues(name) });
    const valuesLabel = el('label', { for: values.id });
    return { select, label, values, valuesLabel, root: el('div', { class: 'map-axis' }, el('div', { class: 'clamp-field' }, label, select), el('div', { class: 'clamp-field' }, valuesLabel, values)) };
  }

  /** Another field; the one that the other axis has changes places with it. @param {'x' | 'y'} name */
  function take(name) {
    const choice = choices.find(({ path }) => path === pickers[name].select.value);
    if (!choice || !axes) return;
    const other = name === 'x' ? 'y' : 'x';
    const swapped = axes[other].field === choice.path;
    onChange({ ...axes, [name]: swapped ? axes[other] : axisOf(choice), ...(swapped && { [other]: axes[name] }) });
  }

  /** @param {'x' | 'y'} name */
  function takeValues(name) {
    const choice = axes && choiceOf(axes[name]);
    const values = choice && parseValues(choice, pickers[name].values.value);
    complain(values ? null : name);
    if (values && axes) onChange({ ...axes, [name]: { ...axes[name], values } });
  }

  function takeSteps() {
    const updates = Math.max(1, Math.min(MOST_STEPS, Math.round(Number(steps.value) || 0)));
    if (axes) onChange({ ...axes, steps: updates });
  }

  /** @param {'x' | 'y' | null} name whose values are none */
  function complain(name) {
    problem.hidden = name === null;
    setText(problem, name === null ? '' : t('try.map.values.problem', { most: MOST_VALUES }));
    for (const each of /** @type {const} */ (['x', 'y'])) {
      setAttribute(pickers[each].values, 'aria-invalid', each === name ? 'true' : null);
      setAttribute(pickers[each].values, 'aria-errormessage', each === name ? problem.id : null);
    }
  }

  /** @param {Axis} axis @returns {Choice | undefined} */
  function choiceOf({ field }) {
    return choices.find(({ path }) => path === field);
  }

  return {
    root,
    /** @param {Choice[]} all @param {Axes} present */
    render(all, present) {
      [choices, axes] = [all, present];
      for (const name of /** @type {const} */ (['x', 'y'])) {
        const { select, label, values, valuesLabel } = pickers[name];
        const key = JSON.stringify([all.map(({ path }) => path), t('try.map.x')]);
        if (select.dataset.key !== key) {
          select.dataset.key = key;
          select.replaceChildren(...all.map(({ path, field }) => el('option', { value: path }, t(`${field.text}.label`))));
        }
        select.value = present[name].field;
        const numbers = !choiceOf(present[name])?.field.choices && choiceOf(present[name])?.field.type !== 'boolean';
        /** @type {HTMLElement} */ (values.parentElement).hidden = !numbers;
        if (document.activeElement !== values) values.value = present[name].values.join(', ');
        describe(label, select, `try.map.${name}`);
        describe(valuesLabel, values, 'try.map.values');
      }
      if (document.activeElement !== steps) steps.value = String(present.steps);
      describe(stepsLabel, steps, 'try.map.steps');
      complain(null);
    },
  };

  /** @param {HTMLElement} label @param {HTMLElement} control @param {string} key */
  function describe(label, control, key) {
    setText(label, t(key));
    setAttribute(control, 'aria-description', t(`${key}.help`));
    /** @type {HTMLElement} */ (control.parentElement).dataset.tip = t(`${key}.help`);
  }
}
