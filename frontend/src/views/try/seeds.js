/**
 * "Seeds": every model of the race is trained from many seeds, in time that nobody else wants; what comes of them is shown as median and band.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 * @import { Trained } from '../../asking/seed_runs.js'
 */

import { modelsOf, planOf, writeSeeds } from '../../asking/seeds.js';
import { createSeedRuns } from '../../asking/seed_runs.js';
import { csvOf, jsonOf, lossCurves, profileCurves } from '../../asking/seed_readings.js';
import { createRedraw } from '../../charts/redraw.js';
import { watch } from '../../state/select.js';
import { laneName } from '../../text/lane.js';
import { threeFigures } from '../../text/number.js';
import { download, fileName } from '../../takeaway/download.js';
import { el, setAttribute, setText } from '../dom.js';
import { laneKey } from '../lane_key.js';
import { markKey } from '../scale_keys.js';
import { createAnswerFrame } from './answer_frame.js';
import { createSeedsForm } from './seeds_form.js';
import { curvePicture, valueRange } from './seeds_picture.js';
import { captionWords, lossTable, summaryTable } from './seeds_words.js';

const HEIGHT = { loss: 230, profile: 170 };
/** A gradient is drawn down to here. */
const FLOOR = 1e-16;

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
  const [fill, json, csv] = [onFill, () => save('json'), () => save('csv')].map((onclick) => el('button', { type: 'button', class: 'pill small', onclick }));
  const stamp = el('p', { class: 'try-stamp' });
  const answer = createAnswerFrame();
  const charts = { loss: chart('seeds-loss'), first: chart(''), last: chart('') };
  const summary = el('div', { class: 'panel-table seeds-summary', tabIndex: 0, role: 'region' });
  const note = el('p', { class: 'try-hint' });
  answer.figure.classList.add('seeds-figure');
  answer.figure.append(...Object.values(charts).map((each) => each.root));
  answer.caption.after(summary, note);
  root.append(intro, form.root, el('div', { class: 'try-buttons' }, fill, json, csv), stamp, answer.root);
  /** The models that are trained, and over how many seeds. */
  let known = '';
  /** Somebody wants no more runs for now. */
  let paused = false;
  let wasOpen = false;

  const redraw = createRedraw(root, draw);
  const runs = createSeedRuns(services.request, onRuns);
  const resize = new ResizeObserver(() => redraw.hurry());
  resize.observe(answer.figure);
  const unwatch = [
    watch(store, ({ experiment, details, language, link, errors, watching }) => [experiment, details.seeds, details.try, language, link.state, errors, watching], follow),
    watch(store, ({ language, type }) => [language, type], () => redraw.hurry()),
  ];

  /** @param {string} kind */
  function chart(kind) {
    const [title, picture] = [el('p', { class: 'seeds-title' }), el('div', {})];
    return { title, picture, root: el('div', { class: `seeds-chart ${kind}` }, title, picture) };
  }

  /** The runs are those of the experiment as it stands; they are trained while this is open and somebody answers. @param {State} state */
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
    const open = runs.open();
    if (wasOpen && !open && !runs.working()) store.set({ announcement: { text: captionWords(runs.trained(), t), assertive: false } });
    wasOpen = open || runs.working();
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
    download(fileName(store.get().experiment, ending, 'seeds'), new Blob([text], { type: ending === 'csv' ? 'text/csv' : 'application/json' }));
  }

  function draw() {
    const models = runs.trained();
    const begun = models.filter(({ readings }) => readings.length);
    words(models);
    answer.show(models.some(({ readings, problem }) => readings.length || problem));
    setText(answer.caption, captionWords(models, t));
    for (const { root: each } of Object.values(charts)) each.hidden = begun.length === 0;
    summary.hidden = note.hidden = begun.length === 0;
    if (!begun.length) return;
    legend(begun);
    summary.replaceChildren(summaryTable(models, t));
    answer.setTable(() => lossTable(begun, t));
    if (answer.figure.clientWidth) pictures(begun);
  }

  /** @param {Trained[]} models */
  function pictures(models) {
    const { without_memory: value } = models[0].readings[0];
    const level = { value, words: t('try.seeds.level', { loss: threeFigures(value) }) };
    const losses = models.map((model) => ({ lane: model.lane, curves: lossCurves(model) }));
    show(charts.loss, losses, valueRange(losses, level), { height: HEIGHT.loss, left: 0, level });
    const profiles = /** @type {const} */ (['first', 'last']).map((when) => models.map((model) => ({ lane: model.lane, curves: profileCurves(model, when) })));
    const [low, high] = valueRange(profiles.flat(), null);
    for (const [place, each] of [charts.first, charts.last].entries()) show(each, profiles[place], [Math.max(FLOOR, low), high], { height: HEIGHT.profile, left: 1, level: null });
  }

  /** @param {ReturnType<typeof chart>} where @param {import('./seeds_picture.js').Drawn[]} drawn @param {[number, number]} range @param {{ height: number, left: number, level: import('./seeds_picture.js').Level | null }} look */
  function show({ picture }, drawn, range, look) {
    const right = Math.max(...drawn.flatMap(({ curves }) => curves.x));
    picture.replaceChildren(curvePicture(drawn, range, { ...look, width: picture.clientWidth, right }));
  }

  /** @param {Trained[]} models */
  function legend(models) {
    const banded = models.some((model) => lossCurves(model).band);
    answer.legend.replaceChildren(
      ...models.map(({ lane, base }) => laneKey(lane, 'line', el('span', { class: 'reading' }, laneName(base.lanes[0], t)))),
      ...(banded ? [markKey(t('try.seeds.key.median'), 'line'), markKey(t('try.seeds.key.band'), 'open')] : [markKey(t('try.seeds.key.run'), 'line')]),
    );
  }

  /** @param {Trained[]} models */
  function words(models) {
    const counts = { done: models.reduce((sum, { readings }) => sum + readings.length, 0), total: models.reduce((sum, { seeds }) => sum + seeds, 0) };
    setText(intro, t('try.seeds.intro'));
    setText(note, t('try.seeds.note'));
    setText(stamp, t(`try.seeds.${stampNow(counts.total)}`, counts));
    fill.hidden = !runs.working() && !runs.open();
    json.hidden = csv.hidden = counts.done === 0;
    const labels = /** @type {[HTMLElement, string][]} */ ([[fill, runs.working() ? 'pause' : 'fill'], [json, 'json'], [csv, 'csv']]);
    for (const [button, key] of labels) {
      setText(button, t(`try.seeds.${key}`));
      setAttribute(button, 'aria-description', t(`try.seeds.${key}.help`));
      button.dataset.tip = t(`try.seeds.${key}.help`);
    }
    for (const [name, { title }] of Object.entries(charts)) setText(title, t(`try.seeds.title.${name}`));
    setAttribute(summary, 'aria-label', t('try.seeds.table'));
    answer.setWords(t('try.seeds.title.loss'), t('try.seeds.losses'), t('try.seeds.waiting'));
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
