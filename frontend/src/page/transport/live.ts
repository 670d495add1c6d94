/** The pill that says what is shown, the newest frame, an earlier one or a recording, and leads back to the newest. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

/** @returns unmount */
export function mountLive(live: HTMLButtonElement, store: Store<State>, { t, actions }: Services): () => void {
  const text = el('span');
  live.addEventListener('click', () => {
    if (store.get().run?.source === 'recording') actions.toggleAutoplay();
    else actions.goLive();
  });

  function render(state: State) {
    const { playback, run, link, autoplay } = state;
    const playing = autoplay === 'playing';
    const recording = run?.source === 'recording';
    const failed = run?.state === 'failed';
    const follows = playback.following && !recording && !failed && run !== null && link.state === 'open';
    live.disabled = run === null || (recording ? autoplay === 'off' || state.replay !== null : playback.following);
    live.dataset.following = String(follows);
    const held = recording && !live.disabled ? (playing ? 'recording.hold' : 'recording.go_on') : null;
    setText(text, t(liveWords(state)));
    setAttribute(live, 'aria-label', held && `${text.textContent}: ${t(held)}`);
    const dot = el('span', { class: 'live-dot', 'aria-hidden': 'true' });
    live.replaceChildren(held ? icon(playing ? 'pause' : 'play') : dot, text);
  }

  return watch(store, ({ language, playback, run, link, replay, autoplay }) => [
    language, playback.following, run?.source, run?.state, link.state, replay, autoplay,
  ], render);
}

/** @returns text id of what is shown */
function liveWords({ replay, run, playback, autoplay }: State): string {
  if (replay) return 'transport.replay';
  if (run?.source === 'recording') return autoplay === 'paused' ? 'transport.recorded.held' : 'transport.recorded';
  if (run?.state === 'failed') return 'transport.failed';
  return playback.following ? 'transport.live' : 'transport.go_live';
}
