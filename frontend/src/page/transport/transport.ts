/** The bottom bar: reset, die, play, step, the history of the run, pace and slow motion. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { isPlaying, moreUpdates } from '../../core/actions/run_actions.ts';
import { nextEvent, runEvents } from '../../core/model/run_events.ts';
import { MOST_LANES } from '../../core/model/experiment.ts';
import { neighbour } from '../../core/model/history.ts';
import { canBranch } from '../../core/model/reducer.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { problemText } from '../../core/text/problem.ts';
import { eventWords } from '../../core/text/run_event.ts';
import { mountBranchNews } from './branch_news.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

/** Updates a second; null is as fast as it goes. */
const PACES = [2, 30, 300, null];
const STEP_SIZES = [1, 10, 100];

/** @returns unmount */
export function mountTransport(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const round = (picture: string, onclick: () => void, kind = 'round') => el('button', { class: kind, type: 'button', onclick }, icon(picture));
  const reset = round('reset', () => actions.reset());
  const roll = round('die', () => actions.roll(), 'round roll');
  const play = round('play', () => actions.toggle(), 'round play');
  const step = round('step', () => actions.step(), 'round step');
  const stepSize = el('select', { class: 'step-size', onchange: () => actions.setStepSize(Number(stepSize.value)) }, ...STEP_SIZES.map((size) => el('option', { value: String(size) }, `+${size}`)));
  const counter = el('p', { class: 'counter' });
  const now = el('strong', { class: 'counter-now' });
  const counterWord = el('span', { class: 'counter-word' });
  const total = el('span', { class: 'counter-total' });
  counter.append(counterWord, ' ', now, ' ', total);
  const scrubber = el('input', { class: 'scrubber', type: 'range', min: '0', step: '1', oninput: () => actions.scrub(Number(scrubber.value)), onkeydown: byFrame });
  const live = el('button', { class: 'pill small live', type: 'button', onclick: () => (store.get().run?.source === 'recording' ? actions.toggleAutoplay() : actions.goLive()) });
  const liveText = el('span');
  const rates = el('p', { class: 'rates' });
  const pace = el('select', { class: 'pill-select pace', onchange: () => actions.setPace(pace.value === 'max' ? null : Number(pace.value)) });
  const slow = el('button', { class: 'pill small slow', type: 'button', onclick: () => actions.setSlowMotion(!store.get().playback.slowMotion) });
  const film = el('div', { class: 'film' });
  const marks = el('div', { class: 'timeline-marks', 'aria-hidden': 'true' });
  const branch = el('button', { class: 'pill small branch', type: 'button', 'aria-haspopup': 'dialog', onclick: () => void openBranch(store, services) }, icon('branch'), el('span'));

  root.append(
    el('div', { class: 'transport-buttons' }, reset, roll, play, el('div', { class: 'split' }, step, stepSize)),
    counter,
    el('div', { class: 'scrub' }, film, marks, scrubber),
    branch, live, rates,
    el('div', { class: 'transport-clock' }, pace, slow),
  );

  /** Arrow keys on the scrubber go from kept frame to kept frame, the page keys from mark to mark. */
  function byFrame(event: KeyboardEvent) {
    const page = event.key === 'PageUp' ? 1 : event.key === 'PageDown' ? -1 : 0;
    if (page) return byMark(event, page);
    const direction = event.key === 'ArrowRight' || event.key === 'ArrowUp' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? -1 : 0;
    if (!direction) return;
    event.preventDefault();
    const { history, playback, run } = store.get();
    const target = neighbour(history, playback.shownStep ?? run?.step ?? 0, direction);
    if (target !== null) actions.scrub(target);
  }

  function byMark(event: KeyboardEvent, direction: 1 | -1) {
    event.preventDefault();
    const { run, playback, catalog } = store.get();
    const found = run?.source === 'live' ? nextEvent(runEvents(run), playback.shownStep ?? run.step, direction) : null;
    if (!run || !found) return;
    actions.scrub(found.step);
    store.set({ announcement: { text: eventWords(found, run, catalog, t), assertive: false } });
  }

  const unwatch = [
    watch(store, ({ language }) => [language], renderWords),
    watch(store, (state) => [state.language, isPlaying(state), isGhost(state), state.errors, moreUpdates(state)], renderPlay),
    watch(store, ({ language, run, playback, experiment }) => [language, run?.step, run?.frame?.step, run?.experiment.steps, run?.state, playback.shownStep, playback.following, experiment.steps], renderPlace),
    watch(store, ({ language, playback, run, link, replay, autoplay }) => [language, playback.following, run?.source, run?.state, link.state, replay, autoplay], renderLive),
    watch(store, ({ language, rates: measured, run }) => [language, measured, run?.source], renderRates),
    watch(store, ({ language, playback }) => [language, playback.pace, playback.slowMotion], renderClock),
    watch(store, ({ playback }) => [playback.stepSize], ({ playback }) => void (stepSize.value = String(playback.stepSize))),
    watch(store, ({ language, run, experiment }) => [language, canBranch(run), run?.experiment.lanes.length, experiment.lanes.length], renderBranch),
    mountBranchNews(store, services),
  ];

  function renderWords() {
    label(reset, t('transport.reset'));
    label(roll, t('transport.roll'));
    stepSize.setAttribute('aria-label', t('transport.step_size'));
    stepSize.dataset.tip = t('transport.step_size');
    pace.setAttribute('aria-label', t('transport.pace'));
    slow.dataset.tip = t('transport.slow.help');
    slow.setAttribute('aria-label', t('transport.slow'));
    slow.replaceChildren(icon('snail'), el('span', {}, t('transport.slow')));
    label(step, t('transport.step'));
    setText(counterWord, t('transport.update'));
    scrubber.setAttribute('aria-label', t('transport.scrubber'));
  }

  function renderPlay(state: State) {
    const playing = isPlaying(state);
    const more = moreUpdates(state);
    const words = more ? t('transport.train_more', { updates: whole(more) }) : t(playing ? 'transport.pause' : isGhost(state) ? 'story.train' : 'transport.play');
    play.replaceChildren(icon(playing ? 'pause' : 'play'), ...(more ? [words] : []));
    label(play, words);
    play.classList.toggle('has-words', more > 0);
    const [problem] = playing ? [] : state.errors;
    setAttribute(play, 'aria-disabled', String(Boolean(problem)));
    setAttribute(play, 'aria-description', problem ? problemText(problem, t).text : null);
    if (problem) play.dataset.tip = problemText(problem, t).text;
    play.dataset.playing = String(playing);
  }

  function renderPlace({ run, playback, experiment }: State) {
    const steps = run?.experiment.steps ?? experiment.steps;
    const shown = playback.following ? run?.frame?.step ?? run?.step ?? 0 : playback.shownStep ?? 0;
    const made = run?.state === 'finished' && shown === steps - 1 ? steps : shown; // Its last update has been made, too.
    setText(now, whole(made));
    setText(total, `/ ${whole(steps)}`);
    counter.style.setProperty('--digits', String(whole(steps).length));
    scrubber.max = String(Math.max(1, steps - 1));
    scrubber.value = String(shown);
    scrubber.disabled = run === null;
    const share = (step: number) => `${((100 * step) / Math.max(1, steps - 1)).toFixed(2)}%`;
    scrubber.style.setProperty('--shown', share(shown));
    scrubber.style.setProperty('--recorded', share(run?.step ?? 0));
    setAttribute(scrubber, 'aria-valuetext', t('transport.place', { step: made, steps }));
  }

  function renderLive(state: State) {
    const { playback, run, link, autoplay } = state;
    const recording = run?.source === 'recording';
    const failed = run?.state === 'failed';
    root.dataset.source = isGhost(state) ? 'ghost' : run?.source ?? '';
    live.disabled = run === null || (recording ? autoplay === 'off' || state.replay !== null : playback.following);
    live.dataset.following = String(playback.following && !recording && !failed && run !== null && link.state === 'open');
    const held = recording && !live.disabled ? (autoplay === 'playing' ? 'recording.hold' : 'recording.go_on') : null;
    setText(liveText, t(liveWords(state)));
    setAttribute(live, 'aria-label', held && `${liveText.textContent}: ${t(held)}`);
    live.replaceChildren(held ? icon(autoplay === 'playing' ? 'pause' : 'play') : el('span', { class: 'live-dot', 'aria-hidden': 'true' }), liveText);
  }

  function renderRates({ rates: measured, run }: State) {
    if (run?.source === 'recording') return setText(rates, t('transport.rates_recorded', { frames: Math.round(measured.framesPerSecond) }));
    setText(rates, t('transport.rates', { updates: figure(measured.updatesPerSecond), frames: Math.round(measured.framesPerSecond) }));
  }

  function renderClock({ playback }: State) {
    const paces = PACES.includes(playback.pace) ? PACES : [...PACES, playback.pace].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
    pace.replaceChildren(...paces.map((rate) => el('option', { value: rate === null ? 'max' : String(rate) }, paceWords(rate))));
    pace.value = playback.pace === null ? 'max' : String(playback.pace);
    pace.disabled = playback.slowMotion;
    slow.setAttribute('aria-pressed', String(playback.slowMotion));
  }

  function paceWords(rate: number | null): string {
    const names = { 2: 'pace.slow', 30: 'pace.watchable', 300: 'pace.fast', null: 'pace.max' } as Record<string, string>;
    return t(names[String(rate)] ?? 'pace.other', { rate: rate ?? 0 });
  }

  function renderBranch({ run, experiment }: State) {
    const full = (run?.experiment.lanes.length ?? 0) >= MOST_LANES;
    branch.disabled = full || !canBranch(run) || run?.experiment.lanes.length !== experiment.lanes.length;
    setText(branch.lastElementChild as Element, t('branch.open'));
    setAttribute(branch, 'aria-label', t('branch.open.label'));
    branch.dataset.tip = t(full ? 'branch.full' : branch.disabled ? 'branch.none' : 'branch.open.help');
  }

  void services.part(() => import('./film_strip.ts')).then((part) => void (part && unwatch.push(part.mountFilmStrip({ film, marks }, store, services))));

  return () => {
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}

/** Whether a recorded run stands where one of one's own will. */
function isGhost({ run, replay }: State) {
  return run?.source === 'recording' && !replay;
}

/** @returns text id of what is shown */
function liveWords({ replay, run, playback, autoplay }: State): string {
  if (replay) return 'transport.replay';
  if (run?.source === 'recording') return autoplay === 'paused' ? 'transport.recorded.held' : 'transport.recorded';
  if (run?.state === 'failed') return 'transport.failed';
  return playback.following ? 'transport.live' : 'transport.go_live';
}

/** The dialog comes when it is first asked for. */
async function openBranch(store: Store<State>, services: Services) {
  const part = await services.part(() => import('./branch_dialog.ts'));
  await part?.openBranchDialog(store, services);
}

function label(button: HTMLElement, text: string) {
  button.setAttribute('aria-label', text);
  button.dataset.tip = text;
}

function figure(rate: number): string {
  return rate > 0 && rate < 9.95 ? rate.toFixed(1) : whole(rate);
}
