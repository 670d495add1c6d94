/** A file that was dropped or chosen becomes a replay on the page; a bad one is refused in words. */

import type { Player } from './takeaway_actions.ts';
import type { Services, State, Store } from '../core/model/types.ts';
import { validateExperiment } from '../core/protocol/experiment_api.ts';
import { beginReplay } from '../core/actions/replay.ts';
import { isLive } from '../core/model/reducer.ts';
import { readRecordingFile } from './recording_file.ts';
import { mountReplayBar } from './replay_bar.ts';

export async function openRecording(file: File, store: Store<State>, services: Services, player: Player) {
  const { actions, t } = services;
  try {
    const alone = store.get().replay?.alone ?? false;
    const { recording, facts, bytes } =
      await readRecordingFile(file, alone ? () => Promise.reject(new Error('there is no server')) : validateExperiment);
    if (isLive(store.get().run)) services.send({ type: 'stop' });
    player.current?.end();
    player.bytes = bytes;
    player.current = beginReplay(store, { recording, facts, name: file.name, alone });
    mountReplayBar(store, services);
    actions.notify(t('replay.opened', { name: file.name, frames: recording.frames.length }));
  } catch (error) {
    actions.warn(error as Error, true);
  }
}

/** @param open the chooser of the browser, for whoever does not drag */
export function chooseRecording(open: (file: File) => void) {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.safetensors';
  input.addEventListener('change', () => void (input.files?.[0] && open(input.files[0])));
  input.click();
}
