/** The lesson that is open: what it says, what it asks, what was measured, and the way on. */

import type { AskView } from './asks/ask.ts';
import type { Experiment, Services, State, Store, Translate } from '../../core/model/types.ts';
import { LESSONS } from './course.ts';
import { createLessonOutcome } from './lesson_outcome.ts';
import { createLessonWays } from './lesson_ways.ts';
import { stepKey } from './wording.ts';
import { isPlaying } from '../../core/actions/playing.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { el, setName, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
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
  const toggle = () => actions.toggle();
  const play = el('button', { type: 'button', class: 'fix-button lesson-play', onclick: toggle });
  const outcome = createLessonOutcome(store, services, words);
  const title = el('h2', { class: 'lesson-title', id: 'lesson-title', tabIndex: -1 });
  const leave = () => actions.leaveLesson();
  const close = el('button', { type: 'button', class: 'card-close', onclick: leave }, icon('close'));
  const body = el('div', { class: 'lesson-body' });
  const ways = createLessonWays(store, services, words);
  root.setAttribute('aria-labelledby', title.id);
  root.append(close, title, body, ways.root);

  const unwatch = [
    watch(store, ({ lesson, language, catalog }) => [
      lesson?.number, lesson?.step, lesson?.path, language, catalog,
    ], build),
    watch(store, (state) => [
      state.lesson, state.lessonsDone, state.run, state.experiment, isPlaying(state), state.timeWindow, state.language,
      state.watching,
    ], update),
    onChange(store, ({ lesson, catalog }) => [lesson?.number, lesson?.step, catalog === null], light),
    onChange(store, ({ lesson }) => [lesson?.number, lesson?.step], ({ lesson }) => {
      if (lesson) title.focus({ preventScroll: true });
    }),
    tellHeights(root),
  ];

  function build({ lesson, catalog }: State) {
    asking?.end?.();
    asking = null;
    root.hidden = !lesson || !catalog;
    document.body.classList.toggle('has-lesson', !root.hidden);
    if (!lesson || !catalog) {
      outcome.clear();
      return body.replaceChildren();
    }
    const { id, steps } = LESSONS[lesson.number];
    const step = steps[lesson.step];
    tried = step.trial?.document?.(catalog) ?? null;
    const key = (part: string) => stepKey(lesson, part);
    asking = createAsk({ step, place: lesson, store, services, words, key });
    setText(title, words('lessons.heading', { number: lesson.number + 1, title: words(`lesson.${id}.title`) }));
    setName(close, words('lessons.leave'));
    const ask = el('p', { class: 'lesson-ask' }, el('strong', {}, words('lessons.try')), ' ', words(key('ask')));
    body.replaceChildren(el('p', { class: 'lesson-text' }, words(key('text'))), ask, asking.root, play, outcome.root);
    ways.show(lesson, catalog);
  }

  function light({ lesson, catalog }: State) {
    spotlight.light(lesson && catalog ? LESSONS[lesson.number].steps[lesson.step] : null);
  }

  function update(state: State) {
    const { lesson, lessonsDone } = state;
    if (!lesson || !asking) return;
    const { id, steps } = LESSONS[lesson.number];
    const { ask } = steps[lesson.step];
    const playing = isPlaying(state);
    asking.update(lesson, state);
    play.hidden = !('runs' in ask && ask.runs) && !(ask.kind === 'choose');
    play.replaceChildren(icon(playing ? 'pause' : 'play'), words(playing ? 'lessons.pause' : 'lessons.play'));
    outcome.update(state, lesson, tried);
    const done = lesson.reading?.done ?? false;
    for (const button of root.querySelectorAll('.lesson-next')) button.classList.toggle('is-due', done);
    for (const [index, dot] of root.querySelectorAll('.lesson-dot').entries()) {
      dot.classList.toggle('is-done', lessonsDone.includes(`${id}.${steps[index].id}`)); // As progress is remembered.
    }
  }

  return () => {
    for (const stop of unwatch) stop();
    asking?.end?.();
    outcome.end();
    spotlight.end();
    root.replaceChildren();
  };
}

/**
 * Tells the style sheet how high the card and the bottom bar are.
 * @returns stop
 */
function tellHeights(card: HTMLElement): () => void {
  const transport = document.querySelector('.transport') as HTMLElement;
  const size = new ResizeObserver(() => {
    const { style } = document.body;
    style.setProperty('--lesson-height', `${card.hidden ? 0 : card.offsetHeight}px`);
    style.setProperty('--transport-height', `${transport.offsetHeight}px`);
  });
  for (const measured of [card, transport]) size.observe(measured);
  return () => size.disconnect();
}
