/** "Seeds": every model of the race is trained from many seeds, in time that nobody else wants: median and band. */

import type { Services, State, Store, Translate } from '../../core/model/types.ts';
import { modelsOf, planOf, writeSeeds } from '../../core/questions/seeds.ts';
import { createSeedRuns, type Trained } from '../../core/questions/seed_runs.ts';
import { csvOf, jsonOf } from './seed_files.ts';
import { lossCurves } from '../../core/questions/seed_readings.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { watch } from '../../core/model/select.ts';
import { laneName } from '../../core/text/lane.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { markKey } from '../../ui/scale_keys.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { createSeedsCharts } from '../../ui/seeds/seeds_charts.ts';
import { createSeedsForm } from './seeds_form.ts';
import { createSpareButtons } from '../spare_buttons.ts';
import { captionWords, lossTable, summaryTable } from '../../ui/seeds/seeds_words.ts';

/** @returns unmount */
export function mountSeeds(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const intro = el('p', { class: 'try-intro' });
  const form = createSeedsForm(t, (plan) => actions.setDetail('seeds', writeSeeds(plan)));
  const stamp = el('p', { class: 'try-stamp' });
  const answer = createSeedsAnswer(t);
  const runs = createSeedRuns(services.request, onRuns);
  const { fill, json, csv, ...spare } = createSpareButtons('seeds', t, {
    ...runs, onPress: () => redraw.hurry(), file,
  });
  root.append(intro, form.root, el('div', { class: 'try-buttons' }, fill, json, csv), stamp, answer.root);
  /** The models that are trained, and over how many seeds. */
  let known = '';
  let wasUnfinished = false;

  const redraw = createRedraw(root, draw);
  const resize = new ResizeObserver(() => redraw.hurry());
  resize.observe(answer.figure);
  const unwatch = [
    watch(store, ({ experiment, details, language, link, errors, watching }) => [
      experiment, details.seeds, details.try, language, link.state, errors, watching,
    ], follow),
    watch(store, ({ fontScale }) => [fontScale], () => redraw.hurry()),
  ];

  /** The models are those of the page as it stands, trained while this is open. */
  function follow({ experiment, details, errors, link }: State) {
    if (details.try !== 'seeds' || errors.length) return runs.stop();
    const plan = planOf(details.seeds, experiment.lanes.length);
    const models = modelsOf(experiment, plan);
    form.render(plan, experiment.lanes.map((lane) => laneName(lane, t)));
    const wanted = JSON.stringify(models.map(({ key, seeds, lane }) => [key, seeds, lane]));
    if (wanted !== known) {
      known = wanted;
      spare.goOn();
      runs.aim(models);
    }
    if (link.state !== 'open') runs.stop();
    else if (!spare.paused()) runs.work();
    redraw.hurry();
  }

  /** A run has come, or none is asked for any more; when the last is there it is said. */
  function onRuns() {
    redraw.hurry();
    const unfinished = runs.open() || runs.working();
    if (wasUnfinished && !unfinished) {
      store.set({ announcement: { text: captionWords(runs.trained(), t), assertive: false } });
    }
    wasUnfinished = unfinished;
  }

  function file(ending: 'json' | 'csv') {
    return { of: store.get().experiment, text: (ending === 'csv' ? csvOf : jsonOf)(runs.trained()) };
  }

  function draw() {
    const models = runs.trained();
    const done = models.reduce((sum, { readings }) => sum + readings.length, 0);
    const total = models.reduce((sum, { seeds }) => sum + seeds, 0);
    setText(intro, t('try.seeds.intro'));
    setText(stamp, t(`try.seeds.${stampNow(total)}`, { done, total }));
    spare.render(runs.open());
    json.hidden = csv.hidden = done === 0;
    answer.draw(models);
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

/** What the runs came to: curves, a caption, a table of what they are judged by, the losses as a table. */
function createSeedsAnswer(t: Translate) {
  const frame = createAnswerFrame();
  const charts = createSeedsCharts(frame.figure, t);
  const summary = el('div', { class: 'panel-table seeds-summary', tabIndex: 0, role: 'region' });
  const note = el('p', { class: 'try-hint' });
  frame.caption.after(summary, note);
  return {
    root: frame.root,
    figure: frame.figure,
    draw(models: Trained[]) {
      const begun = models.filter(({ readings }) => readings.length);
      setText(note, t('try.seeds.note'));
      setAttribute(summary, 'aria-label', t('try.seeds.table'));
      frame.setWords(t('try.seeds.title.loss'), t('try.seeds.losses'), t('try.seeds.waiting'));
      frame.show(models.some(({ readings, problem }) => readings.length || problem));
      setText(frame.caption, captionWords(models, t));
      summary.hidden = note.hidden = begun.length === 0;
      charts.draw(begun);
      if (!begun.length) return;
      frame.legend.replaceChildren(...legendOf(begun, t));
      summary.replaceChildren(summaryTable(models, t));
      frame.setTable(() => lossTable(begun, t));
    },
  };
}

/** @param models of which there is something */
function legendOf(models: Trained[], t: Translate): HTMLElement[] {
  const keys = models.map(({ lane, base }) => {
    const name = el('span', { class: 'reading' }, laneName(base.lanes[0], t));
    return laneKey(lane, 'line', name);
  });
  const banded = models.some((model) => lossCurves(model).band);
  if (!banded) return [...keys, markKey(t('try.seeds.key.run'), 'line')];
  return [...keys, markKey(t('try.seeds.key.median'), 'line'), markKey(t('try.seeds.key.band'), 'open')];
}
