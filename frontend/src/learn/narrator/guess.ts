/**
 * Draw your guess: before the run is let go, the profile of the selected lane is drawn on its empty axis; then the
 * truth is laid over it, with a sentence on the difference.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { fittedFactor, flatSketch, lineFactor } from '../../core/model/sketch.ts';
import { profileOf } from '../../core/model/figures.ts';
import { subjectOf } from '../../core/model/subject.ts';
import { isPlaying } from '../../core/actions/playing.ts';
import { laneLetter } from '../../core/text/lane.ts';
import { threeFigures } from '../../core/text/number.ts';
import { createCovers } from '../covers.ts';
import { el, setText } from '../../ui/dom.ts';
import { createSketchPad } from '../../ui/sketch_pad.ts';

/** @returns whether there is something to guess: a live run that has not been let go yet */
export function canGuess({ run, playback }: State): boolean {
  return run?.source === 'live' && run.step === 0 && !playback.playing && !playback.walking && run.frame !== null;
}

export function createGuess(store: Store<State>, { t, actions }: Services) {
  const covers = createCovers();
  const pad = createSketchPad(
    store, t, { drawing, change: (sketch) => actions.setGuess({ lane: drawing().lane, sketch, compared: false }) },
  );
  const words = el('p', { class: 'note-words', role: 'status' });
  const compare = el('button', { type: 'button', class: 'pill small', onclick: lay });
  const close = el('button', { type: 'button', class: 'pill small', onclick: () => actions.setGuess(null) });
  const root = el(
    'div', { class: 'note-guess', hidden: true }, words, pad.home, el('div', { class: 'note-buttons' }, compare, close),
  );

  function drawing() {
    const { guess, run } = store.get();
    const { lane = 0, sketch = flatSketch(), compared = false } = guess ?? {};
    const subject = run && compared ? subjectOf(run, lane) : null;
    return { lane, sketch, compared, truth: subject && profileOf(subject) };
  }

  function lay() {
    const { guess } = store.get();
    if (guess) actions.setGuess({ ...guess, compared: true });
  }

  /** Escape leaves it, unless it closes what lies above. */
  function leave({ key, defaultPrevented }: KeyboardEvent) {
    if (key !== 'Escape' || defaultPrevented || !store.get().guess
      || document.querySelector('dialog[open], :popover-open')) return;
    actions.setGuess(null);
  }
  document.addEventListener('keydown', leave);

  function said({ guess, run }: State): string {
    if (!guess || !run) return '';
    const params = { lane: laneLetter(guess.lane) };
    if (!guess.compared) return t('guess.ask', params);
    const subject = subjectOf(run, guess.lane);
    const measured = subject ? lineFactor(profileOf(subject)) : NaN;
    if (Number.isNaN(measured)) return t('guess.nothing', params);
    const expected = fittedFactor(guess.sketch, run.facts.task.sequence_length);
    return t('guess.said', {
      ...params, expected: threeFigures(expected), measured: threeFigures(measured), step: run.frame?.step ?? 0,
    });
  }

  return {
    root,
    /** @param guess the one on show */
    update(state: State, guess: State['guess']) {
      const { run } = state;
      root.hidden = guess === null;
      covers.lay(guess && !guess.compared ? { gradients: true } : null, state, t('sketch.covered'));
      if (!guess) return pad.end();
      if (run && guess.lane >= run.lanes.length) return actions.setGuess(null);
      // Whoever lets the run go has made up his mind, or does not want to say.
      if (!guess.compared && isPlaying(state)) return guess.sketch.some(Boolean) ? lay() : actions.setGuess(null);
      setText(words, said(state));
      setText(compare, t('sketch.compare'));
      compare.hidden = guess.compared;
      setText(close, t(guess.compared ? 'guess.close' : 'guess.leave'));
      pad.draw(state);
    },
    end() {
      document.removeEventListener('keydown', leave);
      pad.end();
      covers.end();
    },
  };
}
