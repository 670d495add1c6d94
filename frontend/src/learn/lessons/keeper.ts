/**
 * Keeps the lesson that the store names: sets up the page for its step, measures, remembers what is done, and puts back
 * what was there.
 */

import type { LessonView, Reading, Start } from '../../core/model/lesson.ts';
import type { RunView, Services, State, Store, Translate } from '../../core/model/types.ts';
import { isPlaying } from '../../core/actions/playing.ts';
import { isLive } from '../../core/model/reducer.ts';
import { sameDocument } from '../../core/model/experiment.ts';
import { onChange } from '../../core/model/select.ts';
import { LESSONS } from './course.ts';
import { createReturn } from './way_back.ts';
import { startOf } from './starting.ts';
import { doneWords, stepKey } from './wording.ts';

/** @returns stop */
export function keepLesson(
  store: Store<State>,
  { actions }: Services,
  words: Translate,
  remember: (done: readonly string[]) => void,
): () => void {
  const wayBack = createReturn(store, actions);
  /** The step that the page is set up for; `led`: on another page, which this one watches. */
  let entered: { number: number, step: number, led: boolean } | null = null;
  /** What the page had when it was last told; another experiment that comes as the lesson goes is a link's. */
  let shown: State['experiment'] | null = null;

  function follow({ lesson, catalog, watching, experiment }: State) {
    if (!catalog) return;
    const led = watching !== null;
    if (!lesson) {
      if (entered && !entered.led && !led && (experiment === shown || wayBack.leadsTo(experiment))) wayBack.go();
      entered = null;
      return;
    }
    if (!led && (!entered || entered.led)) wayBack.note(lesson.given !== undefined, lesson.played ?? false);
    const within = entered?.number === lesson.number && !entered.led;
    const goesOn = entered?.number === lesson.number && entered.step === lesson.step - 1
      && !LESSONS[lesson.number].steps[lesson.step].start;
    entered = { number: lesson.number, step: lesson.step, led };
    // What runs is paused as soon as a lesson is opened; who plays since then has pressed for this one.
    if (!goesOn && !led && within && isPlaying(store.get())) actions.pause();
    if (!goesOn && !led) setUp(lesson, startOf(LESSONS[lesson.number], lesson.step));
    announce([title(lesson), words(stepKey(lesson, 'text')), words(stepKey(lesson, 'ask'))].join(' '));
  }

  function setUp(lesson: LessonView, { document, at, pace = 30, panels = [], details = {}, selectedLane = 0 }: Start) {
    const { catalog, run, playback } = store.get();
    const own = document(catalog as NonNullable<State['catalog']>);
    const given = lesson.given && !sameDocument(lesson.given, own) ? lesson.given : null;
    store.set({ lesson: { ...lesson, before: run?.id ?? null }, sample: 0, details, findings: {} });
    if (playback.slowMotion) actions.setSlowMotion(false);
    actions.goLive();
    actions.unpin();
    actions.followLoss(null);
    actions.setPace(pace);
    actions.setPanels([...panels]);
    actions.edit(given ?? own, { preset: null, selectedLane });
    if (at) actions.step(at);
  }

  /** What a step reads is as `follow`, which comes before, has left it. */
  function measure() {
    const state = store.get();
    const { lesson, run } = state;
    shown = state.experiment;
    if (!lesson || !entered || entered.step !== lesson.step || entered.number !== lesson.number) return;
    const reading = readingOf(state, lesson, run);
    if (JSON.stringify(reading) === JSON.stringify(lesson.reading)) return;
    const answer = reading?.noted ? { ...lesson.answer, ...reading.noted } : lesson.answer;
    store.set({ lesson: { ...lesson, answer, reading } });
    if (reading?.done && !lesson.reading?.done && !state.watching) finish(lesson, reading);
  }

  function finish(lesson: LessonView, reading: Reading) {
    const name = `${LESSONS[lesson.number].id}.${LESSONS[lesson.number].steps[lesson.step].id}`;
    const { lessonsDone } = store.get();
    if (!lessonsDone.includes(name)) {
      store.set({ lessonsDone: [...lessonsDone, name] });
      remember(store.get().lessonsDone);
    }
    announce(`${words('lessons.done')} ${doneWords(words, lesson, reading)}`);
  }

  function title({ number, step }: LessonView) {
    const { id, steps } = LESSONS[number];
    return words(
      'lessons.place', { number: number + 1, title: words(`lesson.${id}.title`), step: step + 1, steps: steps.length },
    );
  }

  const announce = (text: string) => store.set({ announcement: { text, assertive: false, keep: true } });

  const stops = [
    onChange(store, ({ lesson, catalog }) => [lesson?.number, lesson?.step, catalog], follow), store.subscribe(measure),
  ];
  return () => stops.forEach((stop) => stop());
}

/** @returns null before the step's own run has shown anything */
function readingOf(state: State, lesson: LessonView, run: RunView | null): Reading | null {
  const { steps } = LESSONS[lesson.number];
  const { reading, trial } = steps[lesson.step];
  if (!run || run.source !== 'live' || !run.frame || run.id === lesson.before
    || !isOf(run, state.experiment)) return null;
  const found = reading({ state, run, answer: lesson.answer });
  return lesson.answer.tried && trial?.solves !== undefined && !found.done
    ? { ...found, done: true, key: 'tried' }
    : found;
}

/**
 * @returns whether a run has the task and the models of what is on the page; one that was on its way when another step
 *   was opened has not
 */
function isOf(run: RunView, experiment: State['experiment']): boolean {
  return run.experiment.task.kind === experiment.task.kind && run.lanes.length >= experiment.lanes.length;
}

/** @returns the run has come to its end without what the step waits for */
export function cameToNothing({ run, lesson }: State): boolean {
  if (!run || !lesson || lesson.reading?.done || run.id === lesson.before) return false;
  return run.source === 'live' && !isLive(run);
}
