/**
 * What the class has guessed: how many, while the run has not begun; then all their lines over the truth, and what they
 * come to.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import { fittedFactor, lineFactor } from '../core/model/sketch.ts';
import { profileOf } from '../core/model/figures.ts';
import { subjectOf } from '../core/model/subject.ts';
import { watch } from '../core/model/select.ts';
import { laneLetter } from '../core/text/lane.ts';
import { threeFigures, whole } from '../core/text/number.ts';
import { readClass, type ClassReading } from './class_guesses.ts';
import { el, setText } from '../ui/dom.ts';
import { createSketchPad } from '../ui/sketch_pad.ts';

/** @returns unmount */
export function mountClassGuesses(store: Store<State>, { t, actions }: Services): () => void {
  let reading: ClassReading | null = null;
  /** The run whose guesses are put away, and what this page's person guessed about which. */
  let [closed, mine] = ['', { run: '', gain: 0 }];
  const pad = createSketchPad(store, t, { drawing, change: () => {} });
  const words = el('p', { role: 'status' });
  const close = el('button', { type: 'button', class: 'pill small class-close', onclick: putAway });
  const strip = el('section', { class: 'class-strip', hidden: true }, words, pad.home, close);
  document.getElementById('note')?.after(strip);

  function drawing() {
    const { run } = store.get();
    const { lane, middle, sketches } = reading as ClassReading;
    const subject = run && subjectOf(run, lane);
    return {
      lane, sketch: middle, compared: true, truth: subject && profileOf(subject), others: sketches,
      label: t('watching.guesses.pad', { lane: laneLetter(lane), count: whole(sketches.length) }),
    };
  }

  function putAway() {
    closed = store.get().run?.id ?? '';
    render(store.get());
  }

  function render(state: State) {
    const { classGuesses, run, guess } = state;
    const about = classGuesses && run && classGuesses.run === run.id && classGuesses.count > 0 ? classGuesses : null;
    reading =
      about && run && closed !== run.id
        ? readClass(about.drawn, run.lanes.length, run.facts.task.sequence_length)
        : null;
    strip.hidden = !about || (about.drawn !== null && !reading);
    strip.setAttribute('aria-label', t('watching.guesses.title'));
    close.hidden = !reading;
    setText(close, t('watching.guesses.close'));
    if (!about || !run || !reading) pad.end();
    if (!about || !run) return;
    if (about.drawn === null) return setText(
      words, about.count === 1 ? t('watching.guesses.one') : t('watching.guesses.count', { count: whole(about.count) }),
    );
    if (!reading) return;
    if (guess) {
      mine = { run: run.id, gain: fittedFactor(guess.sketch, run.facts.task.sequence_length) };
      actions.setGuess(null); // One's own line is among them.
    }
    setText(words, said(state, reading));
    pad.draw(state);
  }

  function said({ run }: State, { lane, sketches, gain }: ClassReading): string {
    const subject = run && subjectOf(run, lane);
    const measured = subject ? lineFactor(profileOf(subject)) : NaN;
    const params = { lane: laneLetter(lane), count: whole(sketches.length), expected: threeFigures(gain) };
    const sentence = Number.isNaN(measured)
      ? t('watching.guesses.nothing', params)
      : t('watching.guesses.said', { ...params, measured: threeFigures(measured), step: whole(run?.frame?.step ?? 0) });
    return mine.run === run?.id
      ? `${sentence} ${t('watching.guesses.mine', { gain: threeFigures(mine.gain) })}`
      : sentence;
  }

  const unwatch = watch(
    store,
    ({ classGuesses, run, language, timeWindow, guess }) =>
      [classGuesses, run?.id, run?.frame, language, timeWindow, guess],
    render,
  );
  return () => {
    unwatch();
    pad.end();
    strip.remove();
  };
}
