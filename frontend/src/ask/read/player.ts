/** Play, step and slide through the time steps of a sequence. */

import type { Translate } from '../../core/model/types.ts';
import { stepDuration } from './reading.ts';
import { el, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

export function createPlayer(
  { t, onStep, words }: { t: Translate, onStep: (timeStep: number) => void, words: (timeStep: number) => string },
) {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const back = el('button', { type: 'button', class: 'round player-back', onclick: () => go(at - 1) }, icon('step'));
  const play = el(
    'button', { type: 'button', class: 'round player-play', onclick: () => (playing ? pause() : start()) },
    icon('play'),
  );
  const on = el('button', { type: 'button', class: 'round', onclick: () => go(at + 1) }, icon('step'));
  const slider = el(
    'input', { type: 'range', class: 'knob', min: '0', step: '1', oninput: () => go(Number(slider.value)) },
  );
  const reading = el('p', { class: 'player-words' });
  const root = el('div', { class: 'player' }, el('div', { class: 'player-buttons' }, back, play, on), slider, reading);
  let count = 1;
  let at = 0;
  let playing = false;
  let began = 0;
  let handle = 0;

  function go(timeStep: number) {
    pause();
    move(timeStep);
  }

  function move(timeStep: number) {
    at = Math.max(0, Math.min(count - 1, timeStep));
    render();
    onStep(at);
  }

  function start() {
    if (still.matches) return move(at === count - 1 ? 0 : count - 1);
    playing = true;
    const from = at === count - 1 ? 0 : at;
    began = performance.now() - from * stepDuration(count);
    render();
    handle = requestAnimationFrame(turn);
  }

  function turn(now: number) {
    const due = Math.max(0, Math.floor((now - began) / stepDuration(count)));
    if (due >= count - 1) playing = false;
    if (due !== at) move(due);
    else render();
    if (playing) handle = requestAnimationFrame(turn);
  }

  function pause() {
    cancelAnimationFrame(handle);
    playing = false;
    render();
  }

  function render() {
    slider.max = String(count - 1);
    slider.value = String(at);
    slider.style.setProperty('--share', String(count > 1 ? at / (count - 1) : 1));
    const said = words(at);
    slider.setAttribute('aria-valuetext', said);
    setText(reading, said);
    [back.disabled, on.disabled] = [at === 0, at === count - 1];
    if (play.dataset.state !== String(playing)) {
      play.dataset.state = String(playing);
      play.replaceChildren(icon(playing ? 'pause' : 'play'));
    }
    play.setAttribute('aria-label', t(playing ? 'try.player.pause' : 'try.player.play'));
  }

  return {
    root,
    timeStep: () => at,
    go,
    /** Read from the beginning; without motion the end is shown at once. */
    begin(steps: number) {
      pause();
      count = steps;
      at = still.matches ? steps - 1 : 0;
      move(at);
      if (!still.matches && steps > 1) start();
    },
    /** The same place in an answer of the same length. */
    keep(steps: number) {
      count = steps;
      move(Math.min(at, steps - 1));
    },
    setWords() {
      back.setAttribute('aria-label', t('try.player.back'));
      on.setAttribute('aria-label', t('try.player.on'));
      slider.setAttribute('aria-label', t('try.player.slider'));
      render();
    },
    end: pause,
  };
}
