/**
 * A file that was dropped or chosen becomes a replay on the page; a bad one is refused in words.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 * @import { Player } from '../../services/takeaway_actions.js'
 */

import { validateExperiment } from '../../services/experiment_api.js';
import { beginReplay } from '../../services/replay.js';
import { isLive } from '../../state/reducer.js';
import { readRecordingFile } from '../../takeaway/recording_file.js';
import { mountReplayBar } from '../replay_bar.js';

/**
 * @param {File} file
 * @param {Store<State>} store
 * @param {Services} services
 * @param {Player} player
 */
export async function openRecording(file, store, services, player) {
  const { actions, t } = services;
  try {
    const alone = store.get().replay?.alone ?? false;
    const { recording, facts, bytes } = await readRecordingFile(file, alone ? () => Promise.reject(new Error('there is no server')) : validateExperiment);
    if (isLive(store.get().run)) services.send({ type: 'stop' });
    player.current?.end();
    player.bytes = bytes;
    player.current = beginReplay(store, { recording, facts, name: file.name, alone });
    mountReplayBar(store, services);
    actions.notify(t('replay.opened', { name: file.name, frames: recording.frames.length }));
  } catch (error) {
    actions.warn(/** @type {Error} */ (error), true);
  }
}

/** @param {(file: File) => void} open the chooser of the browser, for whoever does not drag */
export function chooseRecording(open) {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.safetensors';
  input.addEventListener('change', () => void (input.files?.[0] && open(input.files[0])));
  input.click();
}
