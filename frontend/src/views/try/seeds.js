/**
 * "Seeds": every model of the race is trained from many seeds, in time that nobody else wants: median and band.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 * @import { Trained } from '../../asking/seed_runs.js'
 */

import { modelsOf, planOf, writeSeeds } from '../../asking/seeds.js';
import { createSeedRuns } from '../../asking/seed_runs.js';
import { csvOf, jsonOf } from '../../asking/seed_files.js';
import { lossCurves } from '../../asking/seed_readings.js';
import { createRedraw } from '../../charts/redraw.js';
import { watch } from '../../state/select.js';
import { laneName } from '../../text/lane.js';
import { download, fileName } from '../../takeaway/download.js';
import { el, setAttribute, setText } from '../dom.js';
import { laneKey } from '../lane_key.js';
import { markKey } from '../scale_keys.js';
import { createAnswerFrame } from './answer_frame.js';
import { createSeedsCharts } from './seeds_charts.js';
import { createSeedsForm } from './seeds_form.js';
import { captionWords, lossTable, summaryTable } from './seeds_words.js';

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountSeeds(root, store, services) {
  const { t, actions } = services;
  const intro = el('p', { class: 'try-intro' });
  const form = createSeedsForm(t, (plan) => actions.setDetail('seeds', writeSeeds(plan)));
  const button = (/** @type {() => void} */ onclick) => el('button', { type: 'button', class: 'pill small', onclick });
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

  /** @param {State} state */
  function choose({ experiment, details, language, link, errors, watching }) {
    return [experiment, details.seeds, details.try, language, link.state, errors, watching];
  }

  /** The models are those of the page as it stands, trained while this is open. @param {State} state */
  function follow({ experiment, details, errors, link }) {
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

  /** @param {string} text */
  function announce(text) {
    store.set({ announcement: { text, assertive: false } });
  }

  function onFill() {
    paused = runs.working();
    if (paused) runs.stop();
    else runs.work();
    redraw.hurry();
  }

  /** @param {'json' | 'csv'} ending */
  function save(ending) {
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

  /** @param {Trained[]} models */
  function legend(models) {
    const banded = models.some((model) => lossCurves(model).band);
    const name = (/** @type {Trained} */ { base }) => el('span', { class: 'reading' }, laneName(base.lanes[0], t));
    const keys = models.map((model) => laneKey(model.lane, 'line', name(model)));
    if (banded) keys.push(markKey(t('try.seeds.key.median'), 'line'), markKey(t('try.seeds.key.band'), 'open'));
    else keys.push(markKey(t('try.seeds.key.run'), 'line'));
    answer.legend.replaceChildren(...keys);
  }

  /** @param {Trained[]} models */
  function words(models) {
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

  /** @param {HTMLElement} control @param {string} key */
  function label(control, key) {
    setText(control, t(`try.seeds.${key}`));
    setAttribute(control, 'aria-description', t(`try.seeds.${key}.help`));
    control.dataset.tip = t(`try.seeds.${key}.help`);
  }

  /** @param {number} total runs that are wanted @returns {string} how it stands */
  function stampNow(total) {
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
