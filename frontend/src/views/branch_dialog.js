/**
 * "Branch from here": from the update that is shown, a new model with exactly one thing changed. Opened when it is first asked for.
 *
 * @import { Lane, Services, State, Store } from '../state/types.d.ts'
 * @import { Row } from './controls_plan.js'
 * @import { Control } from './field.js'
 */

import { branchKnobs, branchOf, laneAt, withKnob } from '../state/branches.js';
import { entryOf, sameDocument } from '../state/experiment.js';
import { knobValueWords } from '../text/knob_value.js';
import { laneLetter, laneName } from '../text/lane.js';
import { whole } from '../text/number.js';
import { el, setText } from './dom.js';
import { createControl } from './field.js';
import { icon } from './icons.js';

/** By how much a number differs that is offered first. */
const OFFERED = 3;
/** What is offered first in place of the commonest choices. */
const COUNTERPARTS = /** @type {Record<string, string>} */ ({ tanh: 'relu', norm: 'none', full: 'truncated', adam: 'sgd', on: 'off' });

/**
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {Promise<void>} when it is closed
 */
export function openBranchDialog(store, services) {
  const { t, actions } = services;
  const state = store.get();
  const { run, catalog, playback } = state;
  if (!run || !catalog) return Promise.resolve();
  const step = playback.following ? run.frame?.step ?? run.step : playback.shownStep ?? run.step;
  const trunks = run.lanes.flatMap(({ origin, divergedAt }, lane) => (Number(origin ?? 0) <= step && step < (divergedAt ?? Infinity) ? [lane] : []));
  /** @type {Row[]} */
  let knobs = [];
  let knob = 0;
  /** @type {unknown} */
  let value = null;
  /** @type {Control | null} */
  let shown = null;

  const title = el('h2', { id: 'branch-title' }, t('branch.title', { step: whole(step) }));
  const close = el('button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() }, icon('close'));
  const trunk = el('select', { class: 'pill-select', id: 'branch-trunk', onchange: chooseTrunk }, ...trunks.map((lane) => el('option', { value: String(lane) }, `${laneLetter(lane)} ${laneName(run.experiment.lanes[lane], t)}`)));
  const what = el('select', { class: 'pill-select', id: 'branch-knob', onchange: () => chooseKnob(Number(what.value)) });
  const control = el('div', { class: 'branch-control' });
  const note = el('p', { class: 'branch-note', 'aria-live': 'polite' });
  const grow = el('button', { class: 'pill branch-grow', type: 'submit' }, t('branch.grow'));
  const form = el('form', { class: 'dialog-body branch-body', method: 'dialog', onsubmit: begin },
    close, title, el('p', { class: 'muted' }, t('branch.what')),
    el('div', { class: 'branch-fields', hidden: trunks.length === 0 },
      ...(trunks.length > 1 ? [el('label', { for: 'branch-trunk' }, t('branch.of')), trunk] : []),
      el('label', { for: 'branch-knob' }, t('branch.knob')), what),
    control, note, el('div', { class: 'branch-buttons' }, grow));
  const dialog = el('dialog', { class: 'dialog branch-dialog', 'aria-labelledby': 'branch-title' }, form);
  dialog.addEventListener('click', (event) => void (event.target === dialog && dialog.close()));
  document.body.append(dialog);

  if (trunks.includes(state.selectedLane)) trunk.value = String(state.selectedLane);
  if (trunks.length) chooseTrunk();
  else {
    setText(note, t('branch.gone', { step: whole(step) }));
    grow.disabled = true;
  }
  dialog.showModal();
  if (trunks.length) what.focus();

  /** @returns {number} */
  function chosen() {
    return Number(trunk.value || trunks[0]);
  }

  /** The trunk as it is at that step, and its experiment. */
  function present() {
    const { experiment } = /** @type {NonNullable<State['run']>} */ (run);
    const lane = laneAt(experiment.lanes[chosen()], step);
    return { lane, experiment: { ...experiment, lanes: experiment.lanes.with(chosen(), lane) } };
  }

  function chooseTrunk() {
    const known = knobs[knob]?.field.name;
    knobs = branchKnobs(/** @type {NonNullable<State['catalog']>} */ (catalog), present().experiment, chosen());
    what.replaceChildren(...knobs.map(({ field }, index) => el('option', { value: String(index) }, t(`${field.text}.label`))));
    chooseKnob(Math.max(0, knobs.findIndex(({ field }) => field.name === known)));
  }

  /** @param {number} index */
  function chooseKnob(index) {
    knob = index;
    what.value = String(index);
    value = offered(knobs[knob]);
    shown = null;
    show();
  }

  function show() {
    const row = { ...knobs[knob], value, tuned: undefined };
    shown ??= replaceControl(row);
    shown.update(row, '', row.field.family ? entryOf(/** @type {NonNullable<State['catalog']>} */ (catalog), row.field.family, String(value)) : null);
    const same = sameDocument([withKnob(/** @type {NonNullable<State['catalog']>} */ (catalog), present().lane, row, value)], [present().lane]);
    grow.disabled = same;
    setText(note, same ? t('branch.same') : t('branch.preview', {
      branch: laneLetter(/** @type {NonNullable<State['run']>} */ (run).lanes.length), trunk: laneLetter(chosen()), step: whole(step),
      knob: t(`${row.field.text}.label`), before: knobValueWords(knobs[knob], knobs[knob].value, t), after: knobValueWords(row, value, t),
    }));
  }

  /** @param {Row} row @returns {Control} */
  function replaceControl(row) {
    const fresh = createControl(row, services, (_, next) => {
      value = next;
      show();
    });
    control.replaceChildren(fresh.root);
    return fresh;
  }

  function begin() {
    const lane = /** @type {Lane} */ (/** @type {NonNullable<State['run']>} */ (run).experiment.lanes[chosen()]);
    const origin = { lane: chosen(), step };
    actions.branch(origin, branchOf(/** @type {NonNullable<State['catalog']>} */ (catalog), lane, origin, knobs[knob], value));
  }

  return new Promise((resolve) => dialog.addEventListener('close', () => {
    dialog.remove();
    resolve();
  }));
}

/** Another value than the present one, of those that a learner would try. @param {Row} row @returns {unknown} */
export function offered({ field, value }) {
  if (typeof value === 'boolean') return !value;
  if (field.choices?.length) {
    const choices = field.choices.map(String);
    const counterpart = COUNTERPARTS[String(value)];
    return choices.includes(counterpart) ? counterpart : choices[(choices.indexOf(String(value)) + 1) % choices.length];
  }
  if (typeof value !== 'number') return value;
  const larger = field.type === 'integer' ? Math.ceil(value * OFFERED) : Number((value * OFFERED).toPrecision(3));
  const smaller = field.type === 'integer' ? Math.floor(value / OFFERED) : Number((value / OFFERED).toPrecision(3));
  return field.maximum !== null && field.maximum !== undefined && larger > field.maximum ? smaller : larger;
}
