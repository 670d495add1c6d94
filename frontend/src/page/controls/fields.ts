/** The fields of the left column, one for each row of the plan, and the errors at those that they are about. */

import type {
  Catalog, Entry, Experiment, Part, Problem, Services, State, Store, Translate,
} from '../../core/model/types.ts';
import { controlsPlan, type Plan, type Row } from '../../core/model/controls_plan.ts';
import { withWindowOverShift } from '../../core/model/derived.ts';
import { entryOf, getAt, initialisationOf, partOf, setAt, withCell } from '../../core/model/experiment.ts';
import { watch } from '../../core/model/select.ts';
import { knobFigures } from '../../core/text/number.ts';
import { problemText } from '../../core/text/problem.ts';
import { el } from '../../ui/dom.ts';
import { createControl, type Control } from './field.ts';

type Section = keyof Plan;
const SECTIONS: readonly Section[] = ['task', 'model', 'training', 'run'];
/** Without a field they are not there. */
const OF_FIELDS_ALONE: readonly Section[] = ['training', 'run'];

/**
 * @param places `rows` get the fields of a section; `problems`: a list of what is wrong elsewhere
 * @returns unmount
 */
export function mountFields(
  { sections, rows, problems }: {
    sections: Record<Section, HTMLElement>, rows: Record<Section, HTMLElement>, problems: HTMLElement,
  },
  store: Store<State>,
  services: Services,
): () => void {
  const { t, actions } = services;
  let controls = new Map<string, Control>();
  let spokenIn = '';

  const unwatch = watch(store, (state) => [
    state.language, state.catalog, state.experiment, state.facts?.task.sequence_length, state.selectedLane,
    state.moreControls, state.errors, state.sample,
  ], render);

  function render({ language, catalog, experiment, facts, selectedLane, moreControls, errors, sample }: State) {
    if (!catalog) return;
    const time = facts?.task.sequence_length;
    const plan = controlsPlan(catalog, experiment, selectedLane, moreControls, sample, time);
    if (language !== spokenIn) controls = new Map();
    spokenIn = language;
    const { homes, homeless } = placeErrors(Object.values(plan).flat(), errors, t);
    const kept = new Map<string, Control>();
    for (const section of SECTIONS) {
      const roots = plan[section].map((row) => {
        const key = `${row.key}:${(row.field.choices ?? []).join()}`;
        const control = controls.get(key) ?? createControl(row, services, change);
        kept.set(key, control);
        control.update(row, errorText(row, homes.get(row.key) ?? '', t), entryOfChoice(catalog, row));
        return control.root;
      });
      replaceKept(rows[section], roots);
      if (OF_FIELDS_ALONE.includes(section)) sections[section].hidden = roots.length === 0;
    }
    controls = kept;
    problems.replaceChildren(...homeless.map((problem) => {
      const { text, lang } = problemText(problem, t);
      return el('li', { lang }, text);
    }));
    problems.hidden = homeless.length === 0;
  }

  /** What is tuned goes to the run that is there; all else is another experiment. */
  function change(row: Row, value: unknown) {
    const { catalog, experiment, selectedLane } = store.get();
    if (!catalog) return;
    const { edit, tuned, field } = row;
    if (edit === 'sample') {
      return actions.setSample(Math.max(1, Math.min(experiment.batch_size, Number(value))) - 1);
    }
    const next = edited(catalog, experiment, row, value);
    const lane = next.lanes[selectedLane];
    if (tuned === 'learning_rate') return actions.tune(selectedLane, { learning_rate: Number(value) });
    if (tuned === 'clip') return actions.tune(selectedLane, { clip: lane.clip });
    if (tuned === 'bptt') return actions.tune(selectedLane, { bptt: withWindowOverShift(lane.bptt, field.name) });
    actions.edit(next);
  }

  return unwatch;
}

/** @returns the document with another value in the row */
function edited(catalog: Catalog, experiment: Experiment, { path, edit, field }: Row, value: unknown): Experiment {
  const kind = String(value);
  const part = (at: Row['path']) => getAt(experiment, at) as Part;
  switch (edit) {
    case 'cell':
      return setAt(experiment, path.slice(0, 2), withCell(catalog, experiment.lanes[Number(path[1])], kind));
    case 'initialisation':
      return setAt(experiment, path, initialisationOf(catalog, part(path.slice(0, -1)), kind));
    case 'part':
      return setAt(experiment, path, partOf(catalog, field.family ?? 'optimizer', kind, part(path)));
    default:
      return setAt(experiment, path, value);
  }
}

/** @returns what the catalog knows of the chosen kind */
function entryOfChoice(catalog: Catalog, { field: { family }, value }: Row): Entry | null {
  return (family && entryOf(catalog, family, String(value))) ?? null;
}

/**
 * Each error stands at the row whose path reaches furthest into its own; those of no row are homeless.
 * @returns what is said, by the row's key
 */
export function placeErrors(
  rows: Row[],
  errors: Problem[],
  t: Translate,
): { homes: Map<string, string>, homeless: Problem[] } {
  const homes = new Map<string, string>();
  const homeless = errors.filter((error) => {
    const fitting = rows.filter(({ path }) => path.every((key, index) => String(error.path[index]) === String(key)));
    const home = fitting.sort((a, b) => b.path.length - a.path.length)[0];
    if (home) homes.set(home.key, [homes.get(home.key), problemText(error, t).text].filter(Boolean).join(' '));
    return !home;
  });
  return { homes, homeless };
}

/** A value beyond the field's own bounds is explained in the language of the page; all else as the server says it. */
export function errorText({ field, value }: Row, message: string, t: Translate): string {
  if (!message || typeof value !== 'number') return message;
  const { maximum, minimum } = field;
  const label = t(`${field.text}.label`);
  if (typeof maximum === 'number' && value > maximum) {
    return t('field.too_large', { label, bound: knobFigures(maximum) });
  }
  if (typeof minimum === 'number' && value < minimum) {
    return t('field.too_small', { label, bound: knobFigures(minimum) });
  }
  return message;
}

/** Puts the wanted children in place without touching those that stay: a slider keeps its focus. */
function replaceKept(parent: HTMLElement, wanted: HTMLElement[]) {
  for (const child of [...parent.children]) if (!wanted.includes(child as HTMLElement)) child.remove();
  wanted.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}
