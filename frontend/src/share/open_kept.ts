/** A kept run on the page: replayed at once, under a bar that says what it is, checks it and goes on with it. */

import type { Player } from './takeaway_actions.ts';
import type { Services, State, Store } from '../core/model/types.ts';
import { validateExperiment } from '../core/protocol/experiment_api.ts';
import { beginReplay } from '../core/actions/replay.ts';
import { isLive } from '../core/model/reducer.ts';
import { fetchKept, fetchKeptRecording } from './kept_server.ts';
import { readRecordingFile } from './recording_file.ts';
import { mountReplayBar } from './replay_bar.ts';
import { mountKeptBar } from './kept_bar.ts';

export async function openKept(id: string, store: Store<State>, services: Services, player: Player) {
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
    services.actions.warn(error as Error, true);
    if (!store.get().run) services.actions.edit(store.get().experiment, { preset: store.get().preset });
  }
}
