/** The lesson that is open: what it says, what it asks, what was measured, and the way on. */

import type { AskView } from './asks/ask.ts';
import type { Experiment, Services, State, Store, Translate } from '../../core/model/types.ts';
import type { LessonView } from '../../core/model/lesson.ts';
import type { Trained } from '../../core/questions/seed_runs.ts';
import { LESSONS } from './course.ts';
import { cameToNothing } from './keeper.ts';
import { besideOn, pathOf } from './path.ts';
import { recordFigures } from './records.ts';
import { doneWords, filled, stepKey } from './wording.ts';
import { isPlaying } from '../../core/actions/run_actions.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { el, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { createSeedsPlace } from '../../ui/seeds/seeds_place.ts';
import { createAsk } from './asks/index.ts';
import { createSpotlight } from './spotlight.ts';

/** @returns unmount */
export function mountLessonCard(
  root: HTMLElement,
  store: Store<State>,
  services: Services,
  words: Translate,
): () => void {
  const { actions } = services;
  const spotlight = createSpotlight(store, words);
  let asking: AskView | null = null;
  /** What is trained over seeds where it is not the experiment on the page. */
  let tried: Experiment | null = null;
  const play = el('button', { type: 'button', class: 'fix-button lesson-play', onclick: () => actions.toggle() });
  const result = el('p', { class: 'lesson-result' });
  const failure = el('p', { class: 'lesson-record' });
  const record = el('p', { class: 'lesson-record' });
  const success = el('button', { type: 'button', class: 'pill small', onclick: openSuccess });
  const seeds = createSeedsPlace(store, services, keepTried);
  const outcome = el('div', { class: 'lesson-outcome' }, result, failure, seeds.root, success, record);
  const title = el('h2', { class: 'lesson-title', id: 'lesson-title', tabIndex: -1 });

  const unwatch = [
    watch(store, ({ lesson, language, catalog }) => [lesson?.number, lesson?.step, lesson?.path, language, catalog], build),
    watch(store, (state) => [state.lesson, state.lessonsDone, state.run, state.experiment, isPlaying(state), state.timeWindow, state.language, state.watching], update),
    onChange(store, ({ lesson, catalog }) => [lesson?.number, lesson?.step, catalog === null], light),
    onChange(store, ({ lesson }) => [lesson?.number, lesson?.step], ({ lesson }) => void (lesson && title.focus({ preventScroll: true }))),
  ];
  const transport = document.querySelector('.transport') as HTMLElement;
  const size = new ResizeObserver(() => {
    document.body.style.setProperty('--lesson-height', `${root.hidden ? 0 : root.offsetHeight}px`);
    document.body.style.setProperty('--transport-height', `${transport.offsetHeight}px`);
  });
  for (const measured of [root, transport]) size.observe(measured);

  function build({ lesson, catalog }: State) {
    asking?.end?.();
    asking = null;
    root.hidden = !lesson || !catalog;
    document.body.classList.toggle('has-lesson', !root.hidden);
    if (!lesson || !catalog) {
      seeds.show(null);
      return root.replaceChildren();
    }
    const step = LESSONS[lesson.number].steps[lesson.step];
    tried = step.trial?.document?.(catalog) ?? null;
    const key = (part: string) => stepKey(lesson, part);
    asking = createAsk({ step, place: lesson, store, services, words, key });
    setText(title, words('lessons.heading', { number: lesson.number + 1, title: words(`lesson.${LESSONS[lesson.number].id}.title`) }));
    root.setAttribute('aria-labelledby', title.id);
    root.replaceChildren(
      el('button', { type: 'button', class: 'card-close', 'aria-label': words('lessons.leave'), dataset: { tip: words('lessons.leave') }, onclick: () => actions.leaveLesson() }, icon('close')),
      title, el('div', { class: 'lesson-body' },
        el('p', { class: 'lesson-text' }, words(key('text'))),
        el('p', { class: 'lesson-ask' }, el('strong', {}, words('lessons.try')), ' ', words(key('ask'))),
        asking.root, play, outcome),
      ways(lesson));
  }

  function light({ lesson, catalog }: State) {
    spotlight.light(lesson && catalog ? LESSONS[lesson.number].steps[lesson.step] : null);
  }

  function update(state: State) {
    const { lesson } = state;
    if (!lesson || !asking) return;
    const { ask } = LESSONS[lesson.number].steps[lesson.step];
    asking.update(lesson, state);
    play.hidden = !('runs' in ask && ask.runs) && !(ask.kind === 'choose');
    play.replaceChildren(icon(isPlaying(state) ? 'pause' : 'play'), words(isPlaying(state) ? 'lessons.pause' : 'lessons.play'));
    const done = lesson.reading?.done ?? false;
    setText(result, resultText(lesson));
    result.hidden = !result.textContent;
    if (done && outcome.dataset.done !== 'true') requestAnimationFrame(() => outcome.scrollIntoView({ block: 'nearest' }));
    outcome.dataset.done = String(done);
    outcome.dataset.right = lesson.reading?.key === 'tried' ? '' : String(lesson.reading?.right ?? done);
    updateSeeds(state, lesson, done);
    for (const button of root.querySelectorAll('.lesson-next')) button.classList.toggle('is-due', done);
    root.querySelectorAll('.lesson-dot').forEach((dot, index) => dot.classList.toggle('is-done', state.lessonsDone.includes(nameOf(lesson.number, index))));
  }

  /** One run may be luck: where the step is done, or its run has come to nothing, more seeds are trained here. */
  function updateSeeds(state: State, lesson: LessonView, done: boolean) {
    const { trial, record: name } = LESSONS[lesson.number].steps[lesson.step];
    const failed = cameToNothing(state) && trial?.solves !== undefined;
    const experiment = tried ?? state.experiment;
    seeds.show(trial && (done || failed) && !state.watching ? { trial, experiment } : null);
    setText(failure, failed ? words('lessons.failed') : '');
    failure.hidden = !failure.textContent;
    success.hidden = lesson.reading?.key !== 'tried' || lesson.answer.tried?.seed === null;
    setText(success, words('lessons.open_success'));
    setText(record, name && done ? words(stepKey(lesson, 'record'), recordFigures(name)) : '');
    record.hidden = !record.textContent;
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

  function resultText(lesson: LessonView): string {
    const { number, step, answer, reading } = lesson;
    const place = { number, step };
    const { ask } = LESSONS[number].steps[step];
    if (reading?.done) {
      return [voteText(place, answer.vote), doneWords(words, lesson, reading)].filter(Boolean).join(' ');
    }
    if (reading?.key && reading.key !== 'said') return filled(words, stepKey(place, reading.key), reading.params);
    if (answer.picks?.length) return words(ask.kind === 'pick' && !ask.several ? 'lessons.not_that' : 'lessons.not_yet');
    if (answer.vote === undefined) return '';
    return words('runs' in ask && ask.runs ? 'lessons.run_decides' : ask.kind === 'seeds' ? 'lessons.open_seeds' : reading ? 'lessons.not_that' : 'lessons.measuring');
  }

  function voteText(place: { number: number, step: number }, vote: string | undefined) {
    const { ask } = LESSONS[place.number].steps[place.step];
    if (vote === undefined) return '';
    const literal = ask.kind === 'vote' && ask.literal;
    return words('lessons.you_said', { vote: literal ? vote : words(stepKey(place, `option.${vote}`)) });
  }

  /** The first of the seeds that have solved it. */
  function openSuccess() {
    const { experiment, lesson } = store.get();
    const seed = lesson?.answer.tried?.seed ?? 0;
    actions.edit({ ...experiment, data_seed: seed, weight_seed: seed }, { preset: null });
    actions.play();
  }

  /** @returns the lessons beside it on the path */
  function besides(number: number): [before: number | null, after: number | null] {
    const path = pathOf(store.get());
    return [besideOn(path, number, -1), besideOn(path, number, 1)];
  }

  /** @returns back, a dot for each step, next */
  function ways({ number, step, path = false }: LessonView): HTMLElement {
    const { steps } = LESSONS[number];
    const last = step === steps.length - 1;
    const [before, after] = path ? besides(number) : [number - 1, number + 1];
    const end = last && !LESSONS[after ?? NaN];
    const open = (lesson: number, at: number) => actions.openLesson(lesson, at, path);
    const goBack = () => (step > 0 ? open(number, step - 1) : open(Number(before), LESSONS[Number(before)].steps.length - 1));
    const goOn = () => (end ? actions.leaveLesson() : last ? open(Number(after), 0) : open(number, step + 1));
    const onward = end ? words('lessons.finish') : !last ? words('lessons.next') : path ? words('lessons.next_named', { title: words(`lesson.${LESSONS[Number(after)].id}.title`) }) : words('lessons.next_lesson');
    const back = el('button', { type: 'button', class: 'pill small', disabled: step === 0 && !LESSONS[before ?? NaN], onclick: goBack }, words('lessons.back'));
    const next = el('button', { type: 'button', class: 'pill small lesson-next', onclick: goOn }, onward);
    const dots = steps.map((_, index) => el('span', { class: `lesson-dot${index === step ? ' is-here' : ''}` }));
    return el('footer', { class: 'lesson-ways' }, back, el('span', { class: 'lesson-dots', role: 'img', 'aria-label': words('lessons.step_of', { step: step + 1, steps: steps.length }) }, ...dots), next);
  }

  return () => {
    for (const stop of unwatch) stop();
    asking?.end?.();
    seeds.end();
    spotlight.end();
    size.disconnect();
    root.replaceChildren();
  };
}

/** @returns as progress is remembered */
function nameOf(number: number, step: number): string {
  return `${LESSONS[number].id}.${LESSONS[number].steps[step].id}`;
}
