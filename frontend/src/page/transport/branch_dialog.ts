/**
 * "Branch from here": from the update that is shown, a new model with exactly one thing changed. Opened when it is
 * first asked for.
 */

import type { Catalog, Lane, RunView, Services, State, Store } from '../../core/model/types.ts';
import type { Row } from '../../core/model/controls_plan.ts';
import { branchKnobs, branchOf, laneAt, withKnob } from '../../core/model/branches.ts';
import { entryOf, sameDocument } from '../../core/model/experiment.ts';
import { knobValueWords } from '../../core/text/knob_value.ts';
import { laneLetter, laneName } from '../../core/text/lane.ts';
import { whole } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { createControl, type Control } from '../controls/field.ts';
import { icon } from '../../ui/icons.ts';

/** By how much a number differs that is offered first. */
const OFFERED = 3;
/** What is offered first in place of the commonest choices. */
const COUNTERPARTS =
  { tanh: 'relu', norm: 'none', full: 'truncated', adam: 'sgd', on: 'off' } as Record<string, string>;

/** @returns when it is closed */
export function openBranchDialog(store: Store<State>, services: Services): Promise<void> {
  const state = store.get();
  const { run, catalog } = state;
  return run && catalog ? openDialog(store, services, run, catalog) : Promise.resolve();
}

function openDialog(store: Store<State>, services: Services, run: RunView, catalog: Catalog): Promise<void> {
  const { t, actions } = services;
  const { playback, selectedLane } = store.get();
  const step = playback.following ? run.frame?.step ?? run.step : playback.shownStep ?? run.step;
  const trunks = trunksAt(run, step);
  let knobs: Row[] = [];
  let knob = 0;
  let value: unknown = null;
  let shown: Control | null = null;

  const title = el('h2', { id: 'branch-title' }, t('branch.title', { step: whole(step) }));
  const close = el(
    'button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() },
    icon('close'),
  );
  const trunk =
    el('select', { class: 'pill-select', id: 'branch-trunk', onchange: chooseTrunk }, ...trunks.map((lane) =>
    el('option', { value: String(lane) }, `${laneLetter(lane)} ${laneName(run.experiment.lanes[lane], t)}`)));
  const what = el(
    'select', { class: 'pill-select', id: 'branch-knob', onchange: () => chooseKnob(Number(what.value)) },
  );
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

  if (trunks.includes(selectedLane)) trunk.value = String(selectedLane);
  if (trunks.length) chooseTrunk();
  else {
    setText(note, t('branch.gone', { step: whole(step) }));
    grow.disabled = true;
  }
  dialog.showModal();
  if (trunks.length) what.focus();

  function chosen(): number {
    return Number(trunk.value || trunks[0]);
  }

  /** The trunk as it is at that step, and its experiment. */
  function present() {
    const { experiment } = run;
    const lane = laneAt(experiment.lanes[chosen()], step);
    return { lane, experiment: { ...experiment, lanes: experiment.lanes.with(chosen(), lane) } };
  }

  function chooseTrunk() {
    const known = knobs[knob]?.field.name;
    knobs = branchKnobs(catalog, present().experiment, chosen());
    what.replaceChildren(
      ...knobs.map(({ field }, index) => el('option', { value: String(index) }, t(`${field.text}.label`))),
    );
    chooseKnob(Math.max(0, knobs.findIndex(({ field }) => field.name === known)));
  }

  function chooseKnob(index: number) {
    knob = index;
    what.value = String(index);
    value = offered(knobs[knob]);
    shown = null;
    show();
  }

  function show() {
    const row = { ...knobs[knob], value, tuned: undefined };
    shown ??= replaceControl(row);
    shown.update(row, '', row.field.family ? entryOf(catalog, row.field.family, String(value)) : null);
    const { lane } = present();
    grow.disabled = sameDocument([withKnob(catalog, lane, row, value)], [lane]);
    const letters = { branch: laneLetter(run.lanes.length), trunk: laneLetter(chosen()), step: whole(step) };
    setText(note, grow.disabled ? t('branch.same') : previewWords(letters, knobs[knob], row, t));
  }

  function replaceControl(row: Row): Control {
    const fresh = createControl(row, services, (_, next) => {
      value = next;
      show();
    });
    control.replaceChildren(fresh.root);
    return fresh;
  }

  function begin() {
    const lane = run.experiment.lanes[chosen()] as Lane;
    const origin = { lane: chosen(), step };
    actions.branch(origin, branchOf(catalog, lane, origin, knobs[knob], value));
  }

  return new Promise((resolve) => dialog.addEventListener('close', () => {
    dialog.remove();
    resolve();
  }));
}

/** The models that train at that step. */
function trunksAt({ lanes }: RunView, step: number): number[] {
  const trains = ({ origin, divergedAt }: RunView['lanes'][number]) => (
    Number(origin ?? 0) <= step && step < (divergedAt ?? Infinity)
  );
  return lanes.flatMap((lane, index) => (trains(lane) ? [index] : []));
}

function previewWords(letters: Record<string, string>, before: Row, after: Row, t: Services['t']): string {
  const values = { before: knobValueWords(before, before.value, t), after: knobValueWords(after, after.value, t) };
  return t('branch.preview', { ...letters, ...values, knob: t(`${after.field.text}.label`) });
}

/** Another value than the present one, of those that a learner would try. */
export function offered({ field, value }: Row): unknown {
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
