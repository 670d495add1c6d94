/** What came of a step: what the run shows, its models over seeds, and what is on record. */

import type { LessonView } from '../../core/model/lesson.ts';
import type { Experiment, Services, State, Store, Translate } from '../../core/model/types.ts';
import type { Trained } from '../../core/questions/seed_runs.ts';
import { el, setText } from '../../ui/dom.ts';
import { createSeedsPlace } from '../../ui/seeds/seeds_place.ts';
import { LESSONS } from './course.ts';
import { cameToNothing } from './keeper.ts';
import { recordFigures } from './records.ts';
import { resultWords, stepKey } from './wording.ts';

export function createLessonOutcome(store: Store<State>, services: Services, words: Translate) {
  const { actions } = services;
  const result = el('p', { class: 'lesson-result' });
  const failure = el('p', { class: 'lesson-record' });
  const record = el('p', { class: 'lesson-record' });
  const success = el('button', { type: 'button', class: 'pill small', onclick: openSuccess });
  const seeds = createSeedsPlace(store, services, keepTried);
  const root = el('div', { class: 'lesson-outcome' }, result, failure, seeds.root, success, record);

  /** @param tried what is trained over seeds where it is not the experiment on the page */
  function update(state: State, lesson: LessonView, tried: Experiment | null) {
    const { reading } = lesson;
    const done = reading?.done ?? false;
    say(result, resultWords(words, lesson));
    if (done && root.dataset.done !== 'true') requestAnimationFrame(() => root.scrollIntoView({ block: 'nearest' }));
    root.dataset.done = String(done);
    root.dataset.right = reading?.key === 'tried' ? '' : String(reading?.right ?? done);
    updateSeeds(state, lesson, tried ?? state.experiment);
  }

  /** One run may be luck: where the step is done, or its run has come to nothing, more seeds are trained here. */
  function updateSeeds(state: State, lesson: LessonView, experiment: Experiment) {
    const { trial, record: name } = LESSONS[lesson.number].steps[lesson.step];
    const { done, key } = lesson.reading ?? {};
    const failed = cameToNothing(state) && trial?.solves !== undefined;
    seeds.show(trial && (done || failed) && !state.watching ? { trial, experiment } : null);
    say(failure, failed ? words('lessons.failed') : '');
    success.hidden = key !== 'tried' || lesson.answer.tried?.seed === null;
    setText(success, words('lessons.open_success'));
    say(record, name && done ? words(stepKey(lesson, 'record'), recordFigures(name)) : '');
  }

  /** What all seeds of the model that has to succeed came to. */
  function keepTried(models: Trained[]) {
    const { lesson } = store.get();
    const solves = lesson && LESSONS[lesson.number].steps[lesson.step].trial?.solves;
    const model = models.find(({ lane }) => lane === solves);
    if (!model || model.problem) return;
    const { lane, seeds: count } = model;
    const solved = model.readings.filter(({ outcome: came }) => came === 'solved');
    actions.answerLesson({ tried: { solved: solved.length, seeds: count, lane, seed: solved[0]?.seed ?? null } });
  }

  /** The first of the seeds that have solved it. */
  function openSuccess() {
    const { experiment, lesson } = store.get();
    const seed = lesson?.answer.tried?.seed ?? 0;
    actions.edit({ ...experiment, data_seed: seed, weight_seed: seed }, { preset: null });
    actions.play();
  }

  return {
    root,
    update,
    /** The lesson is closed. */
    clear: () => seeds.show(null),
    end: () => seeds.end(),
  };
}

/** Without words the line is not there. */
function say(line: HTMLElement, text: string) {
  setText(line, text);
  line.hidden = !line.textContent;
}
