/**
 * Above the picture: the question that the experiment asks, what the picture shows of it in a sentence, and the one
 * thing to do next.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import { laneVerdict } from '../core/model/lane_verdict.ts';
import { storyOf, type Story } from '../core/model/story.ts';
import { plainVerdict } from '../core/model/verdict.ts';
import { isPlaying } from '../core/actions/playing.ts';
import { entryOf } from '../core/model/experiment.ts';
import { openFix } from '../core/model/open_fix.ts';
import { watch } from '../core/model/select.ts';
import { firstText } from '../core/text/i18n.ts';
import { laneLetter } from '../core/text/lane.ts';
import { storyWords } from '../core/text/story.ts';
import { el, setText } from '../ui/dom.ts';

/** Milliseconds that a sentence stays at least. */
const HELD = 1500;
/** The preset whose gradient grows on its way back. */
const EXPLODING = 'exploding';
/** The lesson that says why. */
const GATES = 'gates';

/** The text ids of a task, those for letters of one's own first where they are not the task's. */
export function taskTexts(
  { catalog, experiment: { task } }: Pick<State, 'catalog' | 'experiment'>,
  text: 'question' | 'help',
): string[] {
  const fields = (catalog && entryOf(catalog, 'task', task.kind)?.fields) ?? [];
  const own = fields.some(({ name, type, default: usual }) =>
    (type === 'text' || name === 'waves') && task[name] !== usual);
  return [...(own ? [`task.${task.kind}.own.${text}`] : []), `task.${task.kind}.${text}`];
}

/** What can be done about what the picture shows. */
export function offersOf(state: State, story: Story | null): { train: boolean, fix: boolean, next: boolean } {
  const { run, replay, watching, lesson } = state;
  if (lesson) return { train: false, fix: openFix(state) !== null, next: false };
  const solved = story?.beat === 'solved';
  const waits = run?.source !== 'live' || (run.step === 0 && !isPlaying(state)); // Also for a run that is to come.
  return { train: waits && !replay && !watching, fix: openFix(state) !== null && !solved, next: solved
    && run?.source === 'live' };
}

/** @returns unmount */
export function mountQuestion(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const question = el('h1', { class: 'question-title' });
  const sentence = el('p', { class: 'question-task' });
  const fix = el('button', { class: 'fix-button', type: 'button', onclick: () => actions.applyFix() });
  const train = el('button', { class: 'fix-button train-button', type: 'button', onclick: () => actions.play() });
  const why = el('button', { class: 'pill story-next', type: 'button', onclick: () =>
    actions.openLesson(store.get().catalog?.lessons.findIndex(({ id }) => id === GATES) ?? 0) });
  const explode = el(
    'button', { class: 'pill story-next', type: 'button', onclick: () => actions.choosePreset(EXPLODING) },
  );
  const own = el('button', { class: 'pill story-next', type: 'button', onclick: goOwnWay });
  // On a narrow screen it has the row while there is nothing to do; on a wide one it stands at its lane.
  const verdict = el('p', { class: 'question-verdict' });
  let shown: Story | null = null;
  let since = 0;
  for (const offer of [train, fix, why, explode, own]) offer.hidden = true;
  root.append(el('div', { class: 'question-words' }, question, sentence), el(
    'div', { class: 'question-actions' }, train, fix, why, explode, own, verdict,
  ));

  const unwatch = [
    watch(store, (state) => [
      state.language, state.experiment, state.preset, state.catalog, state.facts, state.run, state.selectedLane,
      state.lesson, state.claim, state.replay, state.watching, state.autoplay, isPlaying(state),
    ], render),
    watch(store, ({ language, run, selectedLane }) => [language, run, selectedLane], ({ run, selectedLane }) => {
      const lane = Math.min(selectedLane, (run?.lanes.length ?? 1) - 1);
      const found = run && laneVerdict(run, lane);
      verdict.hidden = !found;
      if (!found) return;
      verdict.dataset.outcome = found.outcome;
      const reading = t(plainVerdict(found), found.params);
      setText(verdict, run.lanes.length > 1 ? t('chart.lane_reading', { lane: laneLetter(lane), reading }) : reading);
    }),
  ];

  function render(state: State) {
    const { experiment, preset, facts, catalog } = state;
    if (!catalog) return; // The link's experiment is not known before it.
    const { kind } = experiment.task;
    const length = facts?.task.sequence_length ?? Number(experiment.task.length ?? 0);
    const { text = '', targets = '' } = experiment.task;
    const params = { length, lag: facts?.task.required_lag ?? 0, text: String(text), targets: String(targets) };
    setText(question, firstText(
      t, [...(preset ? [`preset.${preset}.question`] : []), ...taskTexts(state, 'question'), `task.${kind}.label`],
      params,
    ));
    const told = steady(storyOf(state), isPlaying(state) || state.autoplay === 'playing');
    const purpose = firstText(t, [...(preset ? [`preset.${preset}.help`] : []), ...taskTexts(state, 'help')], params);
    setText(sentence, told && told.beat !== 'before' ? storyWords(told, state, t) : purpose);
    root.dataset.told = String(told !== null && told.beat !== 'before');
    renderOffers(state, told, params);
  }

  /** While a run plays a sentence stays long enough to be read, unless there is news. */
  function steady(next: Story | null, playing: boolean): Story | null {
    const news = !playing || next?.beat !== shown?.beat || next?.told.lane !== shown?.told.lane
      || performance.now() - since > HELD;
    if (news) [shown, since] = [next, performance.now()];
    return shown;
  }

  function renderOffers(state: State, told: Story | null, params: Record<string, string | number>) {
    const offers = offersOf(state, told);
    const offered = openFix(state);
    train.hidden = !offers.train;
    fix.hidden = !offers.fix;
    fix.classList.toggle('is-second', offers.train);
    why.hidden = own.hidden = !offers.next;
    explode.hidden = !offers.next || !state.catalog?.presets.some(({ id }) => id === EXPLODING);
    setText(train, t('story.train'));
    if (offered) setText(fix, firstText(t, [`${offered.text}.label`, offered.text], params));
    for (const [button, key] of ([[why, 'story.why'], [explode, 'story.explode'], [own, 'story.own']] as const)) {
      setText(button, t(key));
    }
  }

  /** To the controls, wherever they are. */
  function goOwnWay() {
    actions.setPhoneSheet(true);
    actions.setMoreControls(true);
    (document.querySelector('#controls input:checked, #controls input') as HTMLElement | null)?.focus();
  }

  return () => {
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}
