/**
 * Above the picture: the question that the experiment asks, what the picture shows of it in a sentence, and the one thing to do next.
 *
 * @import { Preset, Services, State, Store, Translate } from '../state/types.d.ts'
 * @import { Story } from '../layout/story.js'
 */

import { laneVerdict } from '../layout/lane-verdict.js';
import { storyOf } from '../layout/story.js';
import { plainVerdict } from '../layout/verdict.js';
import { isPlaying } from '../services/run_actions.js';
import { entryOf } from '../state/experiment.js';
import { watch } from '../state/select.js';
import { laneLetter } from '../text/lane.js';
import { storyWords } from '../text/story.js';
import { el, setText } from './dom.js';

/** Milliseconds that a sentence stays at least. */
const HELD = 1500;
/** The preset whose gradient grows on its way back. */
const EXPLODING = 'exploding';
/** The lesson that says why. */
const GATES = 'gates';

/**
 * The text under an id, or under the next id where the first has none.
 * @param {Translate} t
 * @param {string[]} keys
 * @param {Record<string, string | number>} params
 * @returns {string}
 */
export function firstText(t, keys, params) {
  const found = keys.find((key) => t(key) !== key);
  return found ? t(found, params) : '';
}

/**
 * The fix of the story in force, until a lane has the mending cell.
 * @param {Pick<State, 'catalog' | 'preset' | 'experiment'>} state
 * @returns {Preset['fix']}
 */
export function openFix({ catalog, preset, experiment }) {
  const fix = catalog?.presets.find(({ id }) => id === preset)?.fix;
  if (!fix) return null;
  const mending = fix.experiment.lanes[fix.experiment.lanes.length - 1].cell.kind;
  return experiment.lanes.some(({ cell }) => cell.kind === mending) ? null : fix;
}

/**
 * The text ids of a task, those for letters of one's own first where they are not the task's.
 * @param {Pick<State, 'catalog' | 'experiment'>} state
 * @param {'question' | 'help'} text
 * @returns {string[]}
 */
export function taskTexts({ catalog, experiment: { task } }, text) {
  const fields = (catalog && entryOf(catalog, 'task', task.kind)?.fields) ?? [];
  const own = fields.some(({ name, type, default: usual }) => (type === 'text' || name === 'waves') && task[name] !== usual);
  return [...(own ? [`task.${task.kind}.own.${text}`] : []), `task.${task.kind}.${text}`];
}

/** What can be done about what the picture shows. @param {State} state @param {Story | null} story @returns {{ train: boolean, fix: boolean, next: boolean }} */
export function offersOf(state, story) {
  const { run, replay, watching, lesson } = state;
  if (lesson) return { train: false, fix: openFix(state) !== null, next: false };
  const solved = story?.beat === 'solved';
  const waits = run?.source === 'recording' || (run !== null && run.step === 0 && !isPlaying(state));
  return { train: waits && !replay && !watching, fix: openFix(state) !== null && !solved, next: solved && run?.source === 'live' };
}

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountQuestion(root, store, { t, actions }) {
  const question = el('h1', { class: 'question-title' });
  const sentence = el('p', { class: 'question-task' });
  const fix = el('button', { class: 'fix-button', type: 'button', onclick: () => actions.applyFix() });
  const train = el('button', { class: 'fix-button train-button', type: 'button', onclick: () => actions.play() });
  const why = el('button', { class: 'pill story-next', type: 'button', onclick: () => actions.openLesson(store.get().catalog?.lessons.findIndex(({ id }) => id === GATES) ?? 0) });
  const explode = el('button', { class: 'pill story-next', type: 'button', onclick: () => actions.choosePreset(EXPLODING) });
  const own = el('button', { class: 'pill story-next', type: 'button', onclick: goOwnWay });
  // On a narrow screen it has the row while there is nothing to do; on a wide one it stands at its lane.
  const verdict = el('p', { class: 'question-verdict' });
  /** @type {Story | null} */
  let shown = null;
  let since = 0;
  root.append(el('div', { class: 'question-words' }, question, sentence), el('div', { class: 'question-actions' }, train, fix, why, explode, own, verdict));

  const unwatch = [
    watch(store, (state) => [state.language, state.experiment, state.preset, state.catalog, state.facts, state.run, state.selectedLane, state.lesson, state.claim, state.replay, state.watching, state.autoplay, isPlaying(state)], render),
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

  /** @param {State} state */
  function render(state) {
    const { experiment, preset, facts } = state;
    const { kind } = experiment.task;
    const length = facts?.task.sequence_length ?? Number(experiment.task.length ?? 0);
    const { text = '', targets = '' } = experiment.task;
    const params = { length, lag: facts?.task.required_lag ?? 0, text: String(text), targets: String(targets) };
    setText(question, firstText(t, [...(preset ? [`preset.${preset}.question`] : []), ...taskTexts(state, 'question'), `task.${kind}.label`], params));
    const told = steady(storyOf(state), isPlaying(state) || state.autoplay === 'playing');
    const purpose = firstText(t, [...(preset ? [`preset.${preset}.help`] : []), ...taskTexts(state, 'help')], params);
    setText(sentence, told && told.beat !== 'before' ? storyWords(told, state, t) : purpose);
    root.dataset.told = String(told !== null && told.beat !== 'before');
    renderOffers(state, told, params);
  }

  /** While a run plays a sentence stays long enough to be read, unless there is news. @param {Story | null} next @param {boolean} playing @returns {Story | null} */
  function steady(next, playing) {
    const news = !playing || next?.beat !== shown?.beat || next?.told.lane !== shown?.told.lane || performance.now() - since > HELD;
    if (news) [shown, since] = [next, performance.now()];
    return shown;
  }

  /** @param {State} state @param {Story | null} told @param {Record<string, string | number>} params */
  function renderOffers(state, told, params) {
    const offers = offersOf(state, told);
    const offered = openFix(state);
    train.hidden = !offers.train;
    fix.hidden = !offers.fix;
    fix.classList.toggle('is-second', offers.train);
    why.hidden = own.hidden = !offers.next;
    explode.hidden = !offers.next || !state.catalog?.presets.some(({ id }) => id === EXPLODING);
    setText(train, t('story.train'));
    if (offered) setText(fix, firstText(t, [`${offered.text}.label`, offered.text], params));
    for (const [button, key] of /** @type {const} */ ([[why, 'story.why'], [explode, 'story.explode'], [own, 'story.own']])) setText(button, t(key));
  }

  /** To the controls, wherever they are. */
  function goOwnWay() {
    actions.setSheet(true);
    actions.setMoreControls(true);
    /** @type {HTMLElement | null} */ (document.querySelector('#controls input:checked, #controls input'))?.focus();
  }

  return () => {
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}
