/**
 * What comes once the picture stands: keys and tips, what is said aloud, and the entries to what can be opened.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 * @import { Extent } from './page.js'
 */

import { keepRuns } from '../services/keep_runs.js';
import { layInProvisions } from '../services/provisions.js';
import { mountAnnouncer } from './announcer.js';
import { mountClaims } from './claims/index.js';
import { listenForFiles } from './drop_recording.js';
import { mountInspectorRoom } from './inspector_room.js';
import { mountKeyboard } from './keyboard.js';
import { mountLearning } from './learn/index.js';
import { mountLessons } from './lessons/entrance.js';
import { mountMeasurements } from './measurements.js';
import { mountRunsEntry } from './runs_entry.js';
import { mountTip } from './tip.js';
import { mountTry } from './try/try_area.js';
import { mountNotes } from './notes_entry.js';
import { mountWatching } from './watching_entry.js';
import { mountWhenWanted } from './when_wanted.js';

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {Store<State>} store
 * @param {Services} services
 * @param {Extent} extent
 */
export function mountAfter(store, services, extent) {
  mountAnnouncer({ polite: byId('announcer'), assertive: byId('alarm') }, store, services);
  mountTip();
  mountKeyboard(store, services.actions);
  if (extent === 'embedded') return;
  mountWhenWanted(store, ({ help }) => help, async () => (await services.part(() => import('./keys_help.js'), 'keys'))?.mountKeysHelp(document.body, store, services));
  if (extent === 'whole') layInProvisions(store, services);
  if (extent === 'whole') mountRunsEntry(byId('runs'), store, services, keepRuns(store).history);
  mountInspectorRoom(byId('inspector'), store, services);
  mountMeasurements({ centre: byId('measurements'), side: byId('measurements-side') }, store, services);
  if (extent === 'whole') mountTry(byId('try'), store, services);
  mountLearning(store, services);
  if (extent === 'whole') mountLessons(byId('lesson'), store, services);
  if (extent === 'whole') mountClaims(byId('claim'), store, services);
  if (extent === 'whole') mountNotes(byId('note'), store, services);
  if (extent === 'whole') mountWatching(store, services);
  listenForFiles(document.documentElement, services.actions);
}
