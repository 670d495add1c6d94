/** A recorded run that comes with the page, replayed where the server has no images to train on. */

import type { Experiment, Services, State, Store } from '../core/model/types.ts';
import type { Player } from './takeaway_actions.ts';
import { decodeRecording } from '../core/protocol/recording.ts';
import { pageFile } from '../page_file.ts';
import { beginReplay } from '../core/actions/replay.ts';
import { sameDocument } from '../core/model/experiment.ts';
import { isLive } from '../core/model/reducer.ts';
import { mountReplayBar } from './replay_bar.ts';
import { mountShippedBar } from './shipped_bar.ts';

/** @returns null where the server is gone */
async function fetchBytes(): Promise<ArrayBuffer | null> {
  const response = await fetch(pageFile('recordings/mnist.safetensors')).catch(() => null);
  return response?.ok ? response.arrayBuffer() : null;
}

/**
 * @param isWanted until somebody goes elsewhere
 * @returns whether the recorded run is on the page
 */
export async function openShipped(
  wanted: Experiment,
  isWanted: () => boolean,
  store: Store<State>,
  services: Services,
  player: Player,
): Promise<boolean> {
  const { replay } = store.get();
  if (replay?.shipped) return stay(wanted, store, services);
  if (replay?.alone) return false;
  const bytes = await fetchBytes();
  if (!bytes || !isWanted()) return false;
  const recording = decodeRecording(bytes);
  if (!recording.facts) return false;
  if (isLive(store.get().run)) services.send({ type: 'stop' });
  player.current?.end();
  player.bytes = bytes;
  player.current = beginReplay(store, { recording, facts: recording.facts, name: 'MNIST', shipped: true });
  mountReplayBar(store, services);
  mountShippedBar(store, services);
  store.set({ announcement: { text: services.t('shipped.title'), assertive: false } });
  return true;
}

/** Nothing of it can be changed: the controls go back to what was recorded, and why is said. */
function stay(wanted: Experiment, store: Store<State>, { actions }: Services): boolean {
  const { experiment } = store.get();
  if (sameDocument(wanted, experiment)) return true;
  store.set({ experiment: structuredClone(experiment) });
  actions.warn(new Error('a recorded run cannot be changed', { cause: { type: 'mnist_recorded', parameters: {} } }));
  return true;
}
