/** "Seeds": every model of the race is trained from many seeds, in time that nobody else wants: median and band. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { modelsOf, planOf, writeSeeds } from '../../core/questions/seeds.ts';
import { createSeedRuns, type Trained } from '../../core/questions/seed_runs.ts';
import { csvOf, jsonOf } from './seed_files.ts';
import { lossCurves } from '../../core/questions/seed_readings.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { watch } from '../../core/model/select.ts';
import { laneName } from '../../core/text/lane.ts';
import { download, fileName } from '../../ui/download.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { markKey } from '../../ui/scale_keys.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createSeedsCharts } from '../../ui/seeds/seeds_charts.ts';
import { createSeedsForm } from './seeds_form.ts';
import { captionWords, lossTable, summaryTable } from '../../ui/seeds/seeds_words.ts';

/** @returns unmount */
export function mountSeeds(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const intro = el('p', { class: 'try-intro' });
  const form = createSeedsForm(t, (plan) => actions.setDetail('seeds', writeSeeds(plan)));
  const button = (onclick: () => void) => el('button', { type: 'button', class: 'pill small', onclick });
  const [fill, json, csv] = [button(onFill), button(() => save('json')), button(() => save('csv'))];
  const stamp = el('p', { class: 'try-stamp' });
  const answer = createAnswerFrame();
  const charts = createSeedsCharts(answer.figure, t);
  const summary = el('div', { class: 'panel-table seeds-summary', tabIndex: 0, role: 'region' });
  const note = el('p', { class: 'try-hint' });
  answer.caption.after(summary, note);
  root.append(intro, form.root, el('div', { class: 'try-buttons' }, fill, json, csv), stamp, answer.root);
  /** The models that are trained, and over how many seeds. */
  let known = '';
  /** Somebody wants no more runs for now. */
  let paused = false;
  let wasUnfinished = false;

  const redraw = createRedraw(root, draw);
  const runs = createSeedRuns(services.request, onRuns);
  const resize = new ResizeObserver(() => redraw.hurry());
  resize.observe(answer.figure);
  const unwatch = [
    watch(store, choose, follow),
    watch(store, ({ type }) => [type], () => redraw.hurry()),
  ];

  function choose({ experiment, details, language, link, errors, watching }: State) {
    return [experiment, details.seeds, details.try, language, link.state, errors, watching];
  }

  /** The models are those of the page as it stands, trained while this is open. */
  function follow({ experiment, details, errors, link }: State) {
    if (details.try !== 'seeds' || errors.length) return runs.stop();
    const plan = planOf(details.seeds, experiment.lanes.length);
    const models = modelsOf(experiment, plan);
    form.render(plan, experiment.lanes.map((lane) => laneName(lane, t)));
    const wanted = JSON.stringify(models.map(({ key, seeds, lane }) => [key, seeds, lane]));
    if (wanted !== known) {
      [known, paused] = [wanted, false];
      runs.aim(models);
    }
    if (link.state !== 'open') runs.stop();
    else if (!paused) runs.work();
    redraw.hurry();
  }

  /** A run has come, or none is asked for any more; when the last is there it is said. */
  function onRuns() {
    redraw.hurry();
    const unfinished = runs.open() || runs.working();
    if (wasUnfinished && !unfinished) announce(captionWords(runs.trained(), t));
    wasUnfinished = unfinished;
  }

  function announce(text: string) {
    store.set({ announcement: { text, assertive: false } });
  }

  function onFill() {
    paused = runs.working();
    if (paused) runs.stop();
    else runs.work();
    redraw.hurry();
  }

  function save(ending: 'json' | 'csv') {
    const text = ending === 'csv' ? csvOf(runs.trained()) : jsonOf(runs.trained());
    const type = ending === 'csv' ? 'text/csv' : 'application/json';
    download(fileName(store.get().experiment, ending, 'seeds'), new Blob([text], { type }));
  }

  function draw() {
    const models = runs.trained();
    const begun = models.filter(({ readings }) => readings.length);
    words(models);
    answer.show(models.some(({ readings, problem }) => readings.length || problem));
    setText(answer.caption, captionWords(models, t));
    summary.hidden = note.hidden = begun.length === 0;
    charts.draw(begun);
    if (!begun.length) return;
    legend(begun);
    summary.replaceChildren(summaryTable(models, t));
    answer.setTable(() => lossTable(begun, t));
  }

  function legend(models: Trained[]) {
    const banded = models.some((model) => lossCurves(model).band);
    const name = ({ base }: Trained) => el('span', { class: 'reading' }, laneName(base.lanes[0], t));
    const keys = models.map((model) => laneKey(model.lane, 'line', name(model)));
    if (banded) keys.push(markKey(t('try.seeds.key.median'), 'line'), markKey(t('try.seeds.key.band'), 'open'));
    else keys.push(markKey(t('try.seeds.key.run'), 'line'));
    answer.legend.replaceChildren(...keys);
  }

  function words(models: Trained[]) {
    const done = models.reduce((sum, { readings }) => sum + readings.length, 0);
    const total = models.reduce((sum, { seeds }) => sum + seeds, 0);
    setText(intro, t('try.seeds.intro'));
    setText(note, t('try.seeds.note'));
    setText(stamp, t(`try.seeds.${stampNow(total)}`, { done, total }));
    fill.hidden = !runs.working() && !runs.open();
    json.hidden = csv.hidden = done === 0;
    label(fill, runs.working() ? 'pause' : 'fill');
    label(json, 'json');
    label(csv, 'csv');
    setAttribute(summary, 'aria-label', t('try.seeds.table'));
    answer.setWords(t('try.seeds.title.loss'), t('try.seeds.losses'), t('try.seeds.waiting'));
  }

  function label(control: HTMLElement, key: string) {
    setText(control, t(`try.seeds.${key}`));
    setAttribute(control, 'aria-description', t(`try.seeds.${key}.help`));
    control.dataset.tip = t(`try.seeds.${key}.help`);
  }

  /** @param total runs that are wanted @returns how it stands */
  function stampNow(total: number): string {
    if (store.get().link.state !== 'open') return 'no_server';
    if (!total) return 'none';
    if (runs.working()) return 'filling';
    return runs.open() ? 'resting' : 'done';
  }

  return () => {
    runs.stop();
    redraw.end();
    resize.disconnect();
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}
