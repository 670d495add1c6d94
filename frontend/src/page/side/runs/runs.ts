/**
 * The last runs as thumbnails: one press lays the curves over the loss chart or takes them away, another opens the run
 * again.
 */

import type { RunHistory } from './run_history.ts';
import type { Services, State, Store, Translate } from '../../../core/model/types.ts';
import { quantityText } from '../../../core/model/levels.ts';
import { isComparable, MOST_RUNS, type RunRecord } from '../../../core/model/run_record.ts';
import { watch } from '../../../core/model/select.ts';
import { cellName, laneLetter } from '../../../core/text/lane.ts';
import { whole } from '../../../core/text/number.ts';
import { el, setText } from '../../../ui/dom.ts';
import { tableOf } from '../../../ui/panel_frame.ts';
import { runThumbnail } from '../../../ui/run_thumbnail.ts';
import { toolButton } from '../../../ui/tool_button.ts';

const COLUMNS = [
  'runs.column.run', 'runs.column.when', 'controls.task', 'controls.models', 'chart.update', 'loss_panel.loss',
  'runs.column.result',
];

/** @returns unmount */
export function mountRuns(
  root: HTMLElement,
  store: Store<State>,
  { t, actions, language }: Services,
  history: RunHistory,
): () => void {
  const note = el('p', { class: 'panel-caption' });
  const list = el('ol', { class: 'runs-list' });
  const summary = el('summary');
  const table = el('div', { class: 'panel-table', tabIndex: 0, role: 'region', 'aria-labelledby': 'runs-heading' });
  const twin = el('details', { class: 'panel-twin', ontoggle: renderTable }, summary, table);
  const clear = el('button', { type: 'button', class: 'pill small', onclick: () =>
    void history.remove((store.get().runs ?? []).map(({ id }) => id)) });
  root.append(note, list, twin, clear);

  const unwatch = watch(
    store,
    ({ language: spoken, runs, runsKept, overlays, run }) => [spoken, runs, runsKept, overlays, run?.facts.task.loss],
    render,
  );

  function render({ runs, runsKept, overlays, run }: State) {
    const shown = runs ?? [];
    setText(note, noteOf(shown, runsKept, t));
    const held = focusPlace();
    list.replaceChildren(...shown.map((record, index) =>
      item(record, index, overlays.includes(record.id), !run || isComparable(record.task, run.facts.task))));
    restore(held);
    twin.hidden = clear.hidden = shown.length === 0;
    setText(summary, t('chart.table'));
    setText(clear, t('runs.clear'));
    clear.dataset.tip = t('runs.clear.help');
    renderTable();
  }

  function item(record: RunRecord, index: number, pressed: boolean, comparable: boolean) {
    const number = index + 1;
    const overlay = t(comparable ? 'runs.overlay' : 'runs.other_unit', { number });
    const open = record.experiment ? t('runs.open', { number }) : t('runs.too_long', { number });
    return el('li', { class: 'run', dataset: { run: record.id } },
      el('button', {
        type: 'button', class: 'run-overlay', 'aria-pressed': String(pressed), disabled: !comparable,
        'aria-label': `${overlay} ${resultOf(record, t)}`, dataset: { tip: overlay, does: 'overlay' },
        onclick: () => toggle(record.id),
      },
        el('b', { class: 'run-number' }, String(number)), runThumbnail(record)),
      el('div', { class: 'run-words' },
        el('p', { class: 'run-task' }, t(`task.${record.task.kind}.label`), el(
          'span', { class: 'quiet' }, ` · ${timeOf(record, language())}`,
        )),
        el('p', {}, modelsOf(record, t)),
        el('p', { class: 'quiet' }, resultOf(record, t))),
      el('div', { class: 'run-tools' },
        toolButton('reset', 'open', open, () => reopen(record), !record.experiment),
        toolButton('trash', 'delete', t('runs.delete', { number }), () => void history.remove([record.id]))));
  }

  function toggle(id: string) {
    store.set(({ overlays }) => ({
      overlays: overlays.includes(id) ? overlays.filter((other) => other !== id) : [...overlays, id],
    }));
  }

  function reopen({ experiment, preset }: RunRecord) {
    if (experiment) actions.edit(structuredClone(experiment), { preset, selectedLane: 0, equalTo: null });
  }

  function renderTable() {
    if (!twin.open) return;
    const runs = store.get().runs ?? [];
    const row = (record: RunRecord, index: number) => [
      String(index + 1), timeOf(record, language()), t(`task.${record.task.kind}.label`), modelsOf(record, t),
      whole(record.step), lossesOf(record), resultOf(record, t),
    ];
    table.replaceChildren(tableOf(COLUMNS.map((key) => t(key)), runs.map(row)));
  }

  /** Which button of which run has the focus: the list is made anew. */
  function focusPlace() {
    const button = document.activeElement as HTMLElement | null;
    const run = (button?.closest('.run') ?? null) as HTMLElement | null;
    return run && list.contains(run)
      ? { id: run.dataset.run, index: [...list.children].indexOf(run), does: button?.dataset.does }
      : null;
  }

  /** Where the run is gone the next press deletes no other: its neighbour's curves have the focus. */
  function restore(held: ReturnType<typeof focusPlace>) {
    if (!held) return;
    const runs = [...list.children] as HTMLElement[];
    const same = runs.find(({ dataset }) => dataset.run === held.id);
    const run = same ?? runs[Math.min(held.index, runs.length - 1)];
    const button =
      run?.querySelector(`[data-does="${same ? held.does : 'overlay'}"]:not(:disabled)`) as HTMLElement | null;
    (button ?? (root.parentElement?.querySelector('.runs-toggle') as HTMLElement | null))?.focus();
  }

  return () => {
    unwatch();
    root.replaceChildren();
  };
}

function timeOf({ at }: RunRecord, language: string) {
  return new Intl.DateTimeFormat(
    language, { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  ).format(at);
}

function noteOf(shown: readonly RunRecord[], kept: boolean, t: Translate) {
  return [
    shown.length ? t('runs.note', { most: MOST_RUNS }) : t('runs.none'), ...(kept ? [] : [t('runs.not_kept')]),
  ].join(' ');
}

/** @returns "A RNN · tanh, B GRU" */
export function modelsOf({ lanes }: RunRecord, t: Translate): string {
  return lanes.map(({ cell }, lane) => `${laneLetter(lane)} ${cellName(cell, t)}`).join(', ');
}

/** @returns "A at chance, B solved at update 240" */
export function resultOf({ lanes }: RunRecord, t: Translate): string {
  return lanes.map(({ outcome, milestones }, lane) => {
    const solved = milestones.find(({ kind }) => kind === 'solved');
    return solved
      ? t('race.said.solved', { lane: laneLetter(lane), step: whole(solved.step) })
      : t('race.said.other', { lane: laneLetter(lane), standing: t(`race.standing.${outcome}`) });
  }).join(', ');
}

function lossesOf({ lanes, task }: RunRecord) {
  return lanes.map(({ loss }, lane) =>
    `${laneLetter(lane)} ${loss.length ? quantityText(loss[loss.length - 1], 'loss', task) : '–'}`).join(', ');
}
