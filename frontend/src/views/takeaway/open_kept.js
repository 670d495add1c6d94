/**
 * A kept run on the page: replayed at once, under a bar that says what it is, checks it and goes on with it.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 * @import { Player } from '../../services/takeaway_actions.js'
 */

import { validateExperiment } from '../../services/experiment_api.js';
import { beginReplay } from '../../services/replay.js';
import { isLive } from '../../state/reducer.js';
import { fetchKept, fetchKeptRecording } from '../../takeaway/kept_server.js';
import { readRecordingFile } from '../../takeaway/recording_file.js';
import { mountReplayBar } from '../replay_bar.js';
import { mountKeptBar } from './kept_bar.js';

/**
 * @param {string} id
 * @param {Store<State>} store
 * @param {Services} services
 * @param {Player} player
 */
export async function openKept(id, store, services, player) {
  try {
    const [about, bytes] = await Promise.all([fetchKept(id), fetchKeptRecording(id)]);
    const file = new File([bytes], about.name || id);
    const { recording, facts } = await readRecordingFile(file, validateExperiment);
    if (store.get().kept?.id !== id) return; // Somebody has gone elsewhere meanwhile.
    if (isLive(store.get().run)) services.send({ type: 'stop' });
    player.current?.end();
    player.bytes = bytes;
    player.current = beginReplay(store, { recording, facts, name: about.name, kept: { id, about } });
    if (store.get().embed) return; // The frame is the picture alone.
    mountReplayBar(store, services);
    mountKeptBar(store, services);
  } catch (error) {
    if (store.get().kept?.id !== id) return;
    store.set({ kept: null });
    services.actions.warn(/** @type {Error} */ (error), true);
    if (!store.get().run) services.actions.edit(store.get().experiment, { preset: store.get().preset });
  }
}
