/** Where the run stands: the counter of updates, and the scrubber under the film of what was recorded. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { neighbour } from '../../core/model/history.ts';
import { nextEvent, runEvents } from '../../core/model/run_events.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { eventWords } from '../../core/text/run_event.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';

type Direction = 1 | -1;
const BY_FRAME: Record<string, Direction> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
const BY_MARK: Record<string, Direction> = { PageUp: 1, PageDown: -1 };

/**
 * @param places `counter` gets the numbers, `scrub` the rest
 * @returns unmount
 */
export function mountTimeline(
  { counter, scrub }: { counter: HTMLElement, scrub: HTMLElement },
  store: Store<State>,
  services: Services,
): () => void {
  const { t, actions } = services;
  const now = el('strong', { class: 'counter-now' });
  const word = el('span', { class: 'counter-word' });
  const total = el('span', { class: 'counter-total' });
  counter.append(word, ' ', now, ' ', total);
  const film = el('div', { class: 'film' });
  const marks = el('div', { class: 'timeline-marks', 'aria-hidden': 'true' });
  const onScrub = () => actions.scrub(Number(scrubber.value));
  const range = { type: 'range', min: '0', step: '1' };
  const scrubber = el('input', { class: 'scrubber', ...range, oninput: onScrub, onkeydown: onKey });
  scrub.append(film, marks, scrubber);

  /** Arrow keys on the scrubber go from kept frame to kept frame, the page keys from mark to mark. */
  function onKey(event: KeyboardEvent) {
    const go = event.key in BY_MARK ? goToMark : event.key in BY_FRAME ? goToFrame : null;
    if (!go) return;
    event.preventDefault();
    go(BY_MARK[event.key] ?? BY_FRAME[event.key]);
  }

  function goToFrame(direction: Direction) {
    const { history, playback, run } = store.get();
    const target = neighbour(history, playback.shownStep ?? run?.step ?? 0, direction);
    if (target !== null) actions.scrub(target);
  }

  function goToMark(direction: Direction) {
    const { run, playback, catalog } = store.get();
    if (run?.source !== 'live') return;
    const found = nextEvent(runEvents(run), playback.shownStep ?? run.step, direction);
    if (!found) return;
    actions.scrub(found.step);
    store.set({ announcement: { text: eventWords(found, run, catalog, t), assertive: false } });
  }

  const unwatch = [
    watch(store, ({ language }) => [language], renderWords),
    watch(store, ({ language, run, playback, experiment }) => [
      language, run?.step, run?.frame?.step, run?.experiment.steps, run?.state, playback.shownStep, playback.following,
      experiment.steps,
    ], renderPlace),
  ];

  function renderWords() {
    setText(word, t('transport.update'));
    scrubber.setAttribute('aria-label', t('transport.scrubber'));
  }

  function renderPlace({ run, playback, experiment }: State) {
    const steps = run?.experiment.steps ?? experiment.steps;
    const last = Math.max(1, steps - 1);
    const shown = playback.following ? run?.frame?.step ?? run?.step ?? 0 : playback.shownStep ?? 0;
    // Of a finished run the last update has been made, too.
    const made = run?.state === 'finished' && shown === steps - 1 ? steps : shown;
    setText(now, whole(made));
    setText(total, `/ ${whole(steps)}`);
    counter.style.setProperty('--digits', String(whole(steps).length));
    scrubber.max = String(last);
    scrubber.value = String(shown);
    scrubber.disabled = run === null;
    const share = (step: number) => `${((100 * step) / last).toFixed(2)}%`;
    scrubber.style.setProperty('--shown', share(shown));
    scrubber.style.setProperty('--recorded', share(run?.step ?? 0));
    setAttribute(scrubber, 'aria-valuetext', t('transport.place', { step: made, steps }));
  }

  void services.loadChunk(() => import('./film_strip.ts')).then((chunk) => {
    if (chunk) unwatch.push(chunk.mountFilmStrip({ film, marks }, store, services));
  });

  return () => {
    for (const stop of unwatch) stop();
  };
}
