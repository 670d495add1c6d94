/**
 * A recorded run that comes with the page, replayed where the server has no images to train on.
 *
 * @import { Experiment, Services, State, Store } from '../../state/types.d.ts'
 * @import { Player } from '../../services/takeaway_actions.js'
 */

import { decodeRecording } from '../../protocol/recording.js';
import { pageFile } from '../../page_file.js';
import { beginReplay } from '../../services/replay.js';
import { sameDocument } from '../../state/experiment.js';
import { isLive } from '../../state/reducer.js';
import { mountReplayBar } from '../replay_bar.js';
import { mountShippedBar } from './shipped_bar.js';

/** @returns {Promise<ArrayBuffer | null>} null where the server is gone */
async function fetchBytes() {
  const response = await fetch(pageFile('recordings/mnist.safetensors')).catch(() => null);
  return response?.ok ? response.arrayBuffer() : null;
}

/**
 * @param {Experiment} wanted
 * @param {() => boolean} isWanted until somebody goes elsewhere
 * @param {Store<State>} store
 * @param {Services} services
 * @param {Player} player
 * @returns {Promise<boolean>} whether the recorded run is on the page
 */
export async function openShipped(wanted, isWanted, store, services, player) {
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

/**
 * Nothing of it can be changed: the controls go back to what was recorded, and why is said.
 * @param {Experiment} wanted
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {boolean}
 */
function stay(wanted, store, { actions }) {
  const { experiment } = store.get();
  if (sameDocument(wanted, experiment)) return true;
  store.set({ experiment: structuredClone(experiment) });
  actions.warn(new Error('a recorded run cannot be changed', { cause: { type: 'mnist_recorded', parameters: {} } }));
  return true;
}
