/** The buttons of the bottom bar that move the run: reset, die, play, step, and how far a step goes. */

import type { Services, State, Store, Translate } from '../../core/model/types.ts';
import { isPlaying, moreUpdates } from '../../core/actions/playing.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { problemText } from '../../core/text/problem.ts';
import { el, setAttribute, setName } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

/** Updates. */
const STEP_SIZES = [1, 10, 100];

/** @returns unmount */
export function mountPlayButtons(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const round = (picture: string, onclick: () => void, kind = 'round') => el(
    'button', { class: kind, type: 'button', onclick }, icon(picture),
  );
  const reset = round('reset', () => actions.reset());
  const roll = round('die', () => actions.roll(), 'round roll');
  const play = round('play', () => actions.toggle(), 'round play');
  const step = round('step', () => actions.step(), 'round step');
  const stepSize = el(
    'select', { class: 'step-size', onchange: () => actions.setStepSize(Number(stepSize.value)) },
    ...STEP_SIZES.map((size) => el('option', { value: String(size) }, `+${size}`)),
  );
  root.append(reset, roll, play, el('div', { class: 'split' }, step, stepSize));

  const unwatch = [
    watch(store, ({ language }) => [language], renderWords),
    watch(store, (state) => [
      state.language, isPlaying(state), isGhost(state), state.errors, moreUpdates(state),
    ], renderPlay),
    watch(store, ({ playback }) => [playback.stepSize], ({ playback }) => {
      stepSize.value = String(playback.stepSize);
    }),
  ];

  function renderWords() {
    setName(reset, t('transport.reset'));
    setName(roll, t('transport.roll'));
    setName(step, t('transport.step'));
    setName(stepSize, t('transport.step_size'));
  }

  function renderPlay(state: State) {
    const playing = isPlaying(state);
    const more = moreUpdates(state);
    const words = playWords(state, t);
    play.replaceChildren(icon(playing ? 'pause' : 'play'), ...(more ? [words] : []));
    setName(play, words);
    play.classList.toggle('has-words', more > 0);
    const [problem] = playing ? [] : state.errors;
    setAttribute(play, 'aria-disabled', String(Boolean(problem)));
    setAttribute(play, 'aria-description', problem ? problemText(problem, t).text : null);
    if (problem) play.dataset.tip = problemText(problem, t).text;
    play.dataset.playing = String(playing);
  }

  return () => {
    for (const stop of unwatch) stop();
  };
}

/** What a press of the button does. */
function playWords(state: State, t: Translate): string {
  const more = moreUpdates(state);
  if (more) return t('transport.train_more', { updates: whole(more) });
  if (isPlaying(state)) return t('transport.pause');
  return t(isGhost(state) ? 'story.train' : 'transport.play');
}

/** Whether a recorded run stands where one of one's own will. */
export function isGhost({ run, replay }: State): boolean {
  return run?.source === 'recording' && !replay;
}
