/**
 * The left column: task, models A–D, training, the run. Built from the catalog, so that what the server can run shows
 * up by itself.
 */

import type { Catalog, Entry, Experiment, Part, Problem, Services, State, Store, Translate } from '../../core/model/types.ts';
import {
  addLane, duplicateLane, entryOf, getAt, initialisationOf, MOST_LANES, partOf, removeLane, setAt, withCell,
} from '../../core/model/experiment.ts';
import { withWindowOverShift } from '../../core/model/derived.ts';
import { watch } from '../../core/model/select.ts';
import { laneLetter, laneName } from '../../core/text/lane.ts';
import { knobFigures } from '../../core/text/number.ts';
import { problemText } from '../../core/text/problem.ts';
import { equationsOf } from './about/about_entry.ts';
import { createAboutFold } from './about/about_fold.ts';
import { controlsPlan, type Row } from '../../core/model/controls_plan.ts';
import { el, setText } from '../../ui/dom.ts';
import { createControl, type Control } from './field.ts';
import { icon } from '../../ui/icons.ts';
import { mountPresetChoice } from './preset_choice.ts';
import { mountRaceSwitches } from './race_switches.ts';
import { mountTasks } from './task_choice.ts';

/** @returns unmount */
export function mountControls(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const titles = { task: el('h2'), model: el('h2'), training: el('h2'), run: el('h2') };
  const rows = { task: el('div', { class: 'fields' }), model: el('div', { class: 'fields' }), training: el('div', { class: 'fields' }), run: el('div', { class: 'fields' }) };
  const tasks = el('div', { class: 'task-chooser' });
  const tabs = el('div', { class: 'lane-tabs', role: 'tablist' });
  const add = el('button', { type: 'button', class: 'lane-tab lane-add', onclick: grow }, icon('plus'));
  const race = el('div', { class: 'race-switches' });
  const tools = el('div', { class: 'lane-tools' });
  const equation = el('div', { class: 'cell-equation' });
  const about = createAboutFold('about-cell', services);
  const aboutTask = createAboutFold('about-task', services);
  const problems = el('ul', { class: 'problems', role: 'alert' });
  const more = el('button', { class: 'more-button', type: 'button', onclick: () => actions.setMoreControls(!store.get().moreControls) });
  const closeSheet = el('button', { class: 'card-close sheet-close', type: 'button', onclick: () => actions.setSheet(false) }, icon('close'));
  const panel = el('div', { class: 'lane-panel', role: 'tabpanel', id: 'lane-panel' }, rows.model, equation, about.root);
  const sections = {
    task: el('section', {}, titles.task, tasks, el('div', { class: 'task-shape-place' }), rows.task, aboutTask.root),
    model: el('section', {}, el('div', { class: 'section-head' }, titles.model, tools), el('div', { class: 'lane-row' }, tabs, add), race, panel),
    training: el('section', {}, titles.training, rows.training),
    run: el('section', {}, titles.run, rows.run),
  };
  const presets = el('div', { class: 'sheet-presets' });
  root.append(closeSheet, presets, sections.task, sections.model, sections.training, sections.run, problems, more);

  let controls = new Map<string, Control>();
  let spokenIn = '';

  const unwatch = [
    mountPresetChoice(presets, store, services, { id: 'sheet-preset', hideLabel: false }),
    mountRaceSwitches(race, store, services),
    mountTasks(tasks, store, services),
    watch(store, ({ language, moreControls, sheet }) => [language, moreControls, sheet], renderWords),
    watch(store, ({ language, experiment, selectedLane, moreControls }) => [language, experiment.lanes, selectedLane, moreControls], renderLanes),
    watch(store, ({ language, catalog, experiment, facts, selectedLane, moreControls, errors, sample }) => [language, catalog, experiment, facts?.task.sequence_length, selectedLane, moreControls, errors, sample], renderFields),
    watch(store, ({ language, catalog, experiment, selectedLane, facts }) => [language, catalog, experiment.lanes[selectedLane]?.cell.kind, facts, selectedLane], renderAbout),
    watch(store, ({ language, catalog, experiment, facts }) => [language, catalog, experiment.task.kind, facts], renderTask),
  ];

  function renderWords({ moreControls, sheet }: State) {
    setText(titles.task, t('controls.task'));
    setText(titles.model, t('controls.models'));
    setText(titles.training, t('controls.training'));
    setText(titles.run, t('controls.run'));
    tabs.setAttribute('aria-label', t('controls.models'));
    more.replaceChildren(t(moreControls ? 'controls.fewer' : 'controls.more'), icon('chevron'));
    more.setAttribute('aria-expanded', String(moreControls));
    root.dataset.more = String(moreControls);
    closeSheet.setAttribute('aria-label', t('card.close'));
    if (root.classList.contains('is-open') !== sheet) toggleSheet(sheet);
  }

  /** The sheet takes the focus and gives it back, unless it has gone on by itself. */
  function toggleSheet(open: boolean) {
    const inside = root.contains(document.activeElement) || document.activeElement === document.body;
    root.classList.toggle('is-open', open);
    if (open) closeSheet.focus();
    else if (inside) (document.querySelector('.sheet-button') as HTMLElement | null)?.focus();
  }

  /** A press beside it, or the focus that goes on to what it covers, closes the sheet. */
  const goBeside = ({ target }: Event) => {
    if (store.get().sheet && target instanceof Element && !root.contains(target) && !target.closest('.sheet-button')) actions.setSheet(false);
  };
  document.addEventListener('pointerdown', goBeside);
  document.addEventListener('focusin', goBeside);

  function renderLanes({ experiment, selectedLane }: State) {
    const focused = tabs.contains(document.activeElement) || document.activeElement === add;
    const lanes = experiment.lanes.map((lane, index) => el('button', {
      role: 'tab', type: 'button', class: 'lane-tab', id: `lane-tab-${index}`, 'aria-controls': 'lane-panel',
      'aria-selected': String(index === selectedLane), tabIndex: index === selectedLane ? 0 : -1,
      'aria-label': t('controls.lane', { lane: laneLetter(index), name: laneName(lane, t) }),
      dataset: { lane: laneLetter(index).toLowerCase(), tip: laneName(lane, t) },
      onclick: () => actions.selectLane(index), onkeydown: (event: KeyboardEvent) => walkTabs(event, index),
    }, laneLetter(index)));
    tabs.replaceChildren(...lanes);
    add.hidden = experiment.lanes.length >= MOST_LANES;
    add.setAttribute('aria-label', t('controls.add_lane'));
    add.dataset.tip = t('controls.add_lane');
    panel.setAttribute('aria-labelledby', `lane-tab-${selectedLane}`);
    if (focused) document.getElementById(`lane-tab-${selectedLane}`)?.focus();
    renderTools(experiment, selectedLane);
  }

  function grow() {
    const { catalog, experiment, selectedLane } = store.get();
    if (catalog) actions.edit(addLane(catalog, experiment, selectedLane), { selectedLane: experiment.lanes.length });
  }

  /** The only model is not removed, and the button beside it adds another. */
  function renderTools(experiment: Experiment, lane: number) {
    tools.hidden = experiment.lanes.length < 2 && !store.get().moreControls;
    const letter = laneLetter(lane);
    const held = [...tools.children].indexOf(document.activeElement as Element);
    const tool = (picture: string, key: string, onclick: () => void, disabled = false) => {
      const words = t(key, { lane: letter });
      return el('button', { type: 'button', class: 'tool', 'aria-label': words, dataset: { tip: words }, onclick, disabled }, icon(picture));
    };
    tools.replaceChildren(
      tool('copy', 'controls.duplicate_lane', () => actions.edit(duplicateLane(store.get().experiment, lane), { selectedLane: experiment.lanes.length }), experiment.lanes.length >= MOST_LANES),
      tool('trash', 'controls.remove_lane', () => actions.edit(removeLane(store.get().experiment, lane), { selectedLane: Math.max(0, lane - 1) }), experiment.lanes.length < 2),
    );
    if (held < 0) return;
    const next = tools.children[held] as HTMLButtonElement;
    (next.disabled ? document.getElementById(`lane-tab-${lane}`) : next)?.focus();
  }

  function walkTabs(event: KeyboardEvent, lane: number) {
    const by = ({ ArrowRight: 1, ArrowLeft: -1 } as Record<string, number>)[event.key] ?? 0;
    const lanes = store.get().experiment.lanes.length;
    if (!by) return;
    event.preventDefault();
    actions.selectLane((lane + by + lanes) % lanes);
  }

  function renderFields({ language, catalog, experiment, facts, selectedLane, moreControls, errors, sample }: State) {
    if (!catalog) return;
    const plan = controlsPlan(catalog, experiment, selectedLane, moreControls, sample, facts?.task.sequence_length);
    if (language !== spokenIn) controls = new Map();
    spokenIn = language;
    const { homes, homeless } = placeErrors(Object.values(plan).flat(), errors, t);
    const kept = new Map<string, Control>();
    for (const section of (['task', 'model', 'training', 'run'] as const)) {
      const roots = plan[section].map((row) => {
        const key = `${row.key}:${(row.field.choices ?? []).join()}`;
        const control = controls.get(key) ?? createControl(row, services, change);
        kept.set(key, control);
        control.update(row, errorText(row, homes.get(row.key) ?? '', t), entryOfChoice(catalog, row));
        return control.root;
      });
      replaceKept(rows[section], roots);
      if (section === 'training' || section === 'run') sections[section].hidden = roots.length === 0;
    }
    controls = kept;
    problems.replaceChildren(...homeless.map((problem) => {
      const { text, lang } = problemText(problem, t);
      return el('li', { lang }, text);
    }));
    problems.hidden = homeless.length === 0;
  }

  function change({ path, edit, tuned, field }: Row, value: unknown) {
    const { catalog, experiment, selectedLane } = store.get();
    if (!catalog) return;
    if (edit === 'sample') return actions.setSample(Math.max(1, Math.min(experiment.batch_size, Number(value))) - 1);
    const next = edited(experiment, path, edit, value, field.family ?? null);
    if (tuned === 'learning_rate') return actions.tune(selectedLane, { learning_rate: Number(value) });
    if (tuned === 'clip') return actions.tune(selectedLane, { clip: next.lanes[selectedLane].clip });
    if (tuned === 'bptt') return actions.tune(selectedLane, { bptt: withWindowOverShift(next.lanes[selectedLane].bptt, field.name) });
    actions.edit(next);
  }

  function edited(
    experiment: Experiment,
    path: Row['path'],
    edit: Row['edit'],
    value: unknown,
    family: Row['field']['family'],
  ): Experiment {
    const catalog = store.get().catalog as NonNullable<State['catalog']>;
    const kind = String(value);
    switch (edit) {
      case 'cell': return setAt(experiment, path.slice(0, 2), withCell(catalog, experiment.lanes[Number(path[1])], kind));
      case 'initialisation': return setAt(experiment, path, initialisationOf(catalog, getAt(experiment, path.slice(0, -1)) as Part, kind));
      case 'part': return setAt(experiment, path, partOf(catalog, family ?? 'optimizer', kind, getAt(experiment, path) as Part));
      default: return setAt(experiment, path, value);
    }
  }

  function renderAbout({ catalog, experiment, selectedLane, facts }: State) {
    const lane = experiment.lanes[selectedLane];
    const entry = lane && catalog && entryOf(catalog, 'cell', lane.cell.kind);
    about.root.hidden = !entry;
    if (!entry) return equation.replaceChildren();
    const parameters = facts?.lanes[selectedLane]?.parameters ?? null;
    equation.replaceChildren(...equationsOf(entry, t, lane.cell.formula));
    about.show(t('controls.about', { name: t(`${entry.text}.label`) }), JSON.stringify([entry.text, parameters]), (about) => about.aboutCell(entry, parameters, t));
  }

  function renderTask({ catalog, experiment, facts }: State) {
    const entry = catalog && entryOf(catalog, 'task', experiment.task.kind);
    const task = facts?.task.kind === experiment.task.kind ? facts.task : null;
    aboutTask.root.hidden = !entry;
    if (entry) aboutTask.show(t('controls.about_task'), JSON.stringify([entry.text, task]), (about) => about.aboutTask(entry, task, t));
  }

  return () => {
    for (const stop of unwatch) stop();
    document.removeEventListener('pointerdown', goBeside);
    document.removeEventListener('focusin', goBeside);
    root.replaceChildren();
  };
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
  const label = t(`${field.text}.label`);
  if (typeof field.maximum === 'number' && value > field.maximum) return t('field.too_large', { label, bound: knobFigures(field.maximum) });
  if (typeof field.minimum === 'number' && value < field.minimum) return t('field.too_small', { label, bound: knobFigures(field.minimum) });
  return message;
}

/** Puts the wanted children in place without touching those that stay: a slider keeps its focus. */
function replaceKept(parent: HTMLElement, wanted: HTMLElement[]) {
  for (const child of [...parent.children]) if (!wanted.includes(child as HTMLElement)) child.remove();
  wanted.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}
