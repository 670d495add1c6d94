/**
 * Above the picture: the question that the experiment asks, the task in a sentence, the one click that mends it.
 *
 * @import { Preset, Services, State, Store, Translate } from '../state/types.d.ts'
 */

import { laneVerdict } from '../layout/lane-verdict.js';
import { entryOf } from '../state/experiment.js';
import { watch } from '../state/select.js';
import { laneLetter } from '../text/lane.js';
import { el, setText } from './dom.js';
import { icon } from './icons.js';

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
  const own = fields.some(({ name, type, default: usual }) => type === 'text' && task[name] !== usual);
  return [...(own ? [`task.${task.kind}.own.${text}`] : []), `task.${task.kind}.${text}`];
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
  const hold = el('button', { class: 'pill small', type: 'button', onclick: () => actions.toggleAutoplay() });
  const recorded = el('p', { class: 'recorded' }, el('span', { class: 'recorded-text' }), hold);
  // On a narrow screen it stays in sight with the question; on a wide one it stands at its lane.
  const verdict = el('p', { class: 'question-verdict' });
  root.append(el('div', { class: 'question-words' }, question, sentence, verdict), el('div', { class: 'question-actions' }, recorded, fix));

  const unwatch = [
    watch(store, ({ language, experiment, preset, catalog, facts }) => [language, experiment, preset, catalog, facts], render),
    watch(store, ({ language, run, selectedLane }) => [language, run, selectedLane], ({ run, selectedLane }) => {
      const lane = Math.min(selectedLane, (run?.lanes.length ?? 1) - 1);
      const found = run && laneVerdict(run, lane);
      verdict.hidden = !found;
      if (!found) return;
      verdict.dataset.outcome = found.outcome;
      setText(verdict, run.lanes.length > 1 ? t('chart.lane_reading', { lane: laneLetter(lane), reading: t(found.key, found.params) }) : t(found.key, found.params));
    }),
    watch(store, ({ language, autoplay, run }) => [language, autoplay, run?.source], ({ autoplay, run }) => {
      recorded.hidden = run?.source !== 'recording' || autoplay === 'off';
      setText(recorded.firstElementChild ?? recorded, t('recording.caption'));
      hold.replaceChildren(icon(autoplay === 'playing' ? 'pause' : 'play'), t(autoplay === 'playing' ? 'recording.hold' : 'recording.go_on'));
    }),
  ];

  /** @param {State} state */
  function render(state) {
    const { experiment, preset, facts } = state;
    const { kind } = experiment.task;
    const length = facts?.task.sequence_length ?? Number(experiment.task.length ?? 0);
    const { text = '', targets = '' } = experiment.task;
    const params = { length, lag: facts?.task.required_lag ?? 0, text: String(text), targets: String(targets) };
    setText(question, firstText(t, [...taskTexts(state, 'question'), `task.${kind}.label`], params));
    setText(sentence, firstText(t, [...(preset ? [`preset.${preset}.help`] : []), ...taskTexts(state, 'help')], params));
    const offered = openFix(state);
    fix.hidden = offered === null;
    if (offered) setText(fix, firstText(t, [`${offered.text}.label`, offered.text], params));
  }

  return () => {
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}
