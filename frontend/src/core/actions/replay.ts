/** A recording on the page in the place of a run: played, scrubbed and inspected as one, trained by nobody. */

import type { Facts, State, Store } from '../model/types.ts';
import type { Recording } from '../protocol/recording.ts';
import { createAutoplay, type Autoplay } from './autoplay.ts';

/**
 * @param given `alone`: there is no server; `shipped`: it came with the page
 * @returns stands at the last frame
 */
export function beginReplay(
  store: Store<State>,
  {
    recording, facts, name, alone = false, shipped = false, kept = null,
  }: { recording: Recording, facts: Facts, name: string, alone?: boolean, shipped?: boolean, kept?: State['kept'] },
): Autoplay {
  const { experiment } = recording;
  store.set(({ playback, selectedLane, cards }) => ({
    replay: { name, alone, shipped }, kept, experiment, facts, preset: null, errors: [], cursor: null, pinned: false,
    selectedLane: Math.min(selectedLane, experiment.lanes.length - 1),
    cards: cards.filter(({ kind }) => kind === 'notice'),
    playback: { ...playback, playing: false, walking: false, slowMotion: false, stage: null, progress: 1 },
  }));
  const player = createAutoplay(store, recording, facts, { once: true });
  player.begin(false);
  return player;
}
