/**
 * What comes once the picture stands: keys and tips, what is said aloud, and the entries to what can be opened.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 * @import { Extent } from './page.js'
 */

import { keepRuns } from '../services/keep_runs.js';
import { layInProvisions } from '../services/provisions.js';
import { mountAnnouncer } from './announcer.js';
import { mountCards } from './cards.js';
import { mountClaims } from './claims/index.js';
import { mountCloser } from './closer/closer.js';
import { listenForFiles } from './drop_recording.js';
import { mountInspectorRoom } from './inspector_room.js';
import { mountKeyboard } from './keyboard.js';
import { mountLearning } from './learn/index.js';
import { mountLessons } from './lessons/entrance.js';
import { mountPath } from './lessons/path_button.js';
import { mountMeasurements } from './measurements.js';
import { mountRefusal } from './refusal.js';
import { mountRunsEntry } from './runs_entry.js';
import { mountRadiusHandle } from './radius_handle.js';
import { mountShapeChoice } from './shape_choice.js';
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
  const mount = (/** @type {() => void} */ view) => store.attempt(view);
  mount(() => mountAnnouncer({ polite: byId('announcer'), assertive: byId('alarm') }, store, services));
  mount(() => mountCards(byId('cards'), store, services));
  mount(() => mountTip());
  mount(() => mountKeyboard(store, services.actions));
  if (extent === 'embedded') return;
  mount(() => mountRefusal(byId('hero'), store, services));
  mount(() => mountWhenWanted(store, ({ help }) => help, async () => (await services.part(() => import('./keys_help.js'), 'keys'))?.mountKeysHelp(document.body, store, services)));
  if (extent === 'whole') mount(() => layInProvisions(store, services));
  if (extent === 'whole') mount(() => mountRunsEntry(byId('runs'), store, services, keepRuns(store).history));
  mount(() => mountInspectorRoom(byId('inspector'), store, services));
  mount(() => mountMeasurements({ centre: byId('measurements'), side: byId('measurements-side') }, store, services));
  if (extent === 'whole') mount(() => mountShapeChoice(/** @type {HTMLElement} */ (byId('controls').querySelector('.task-shape-place')), store, services));
  if (extent === 'whole') mount(() => mountTry(byId('try'), store, services));
  mount(() => mountCloser(byId('closer'), store, services));
  mount(() => mountLearning(store, services));
  if (extent === 'whole') mount(() => mountLessons(byId('lesson'), store, services));
  if (extent === 'whole') mount(() => void mountPath(/** @type {HTMLElement} */ (byId('topbar').querySelector('.topbar-tools')), store, services));
  if (extent === 'whole') mount(() => mountClaims(byId('claim'), store, services));
  if (extent === 'whole') mount(() => mountRadiusHandle(byId('radius'), store, services));
  if (extent === 'whole') mount(() => mountNotes(byId('note'), store, services));
  if (extent === 'whole') mount(() => mountStart(store, services));
  if (extent === 'whole') mount(() => mountWatching(store, services));
  mount(() => listenForFiles(document.documentElement, services.actions));
}

/** That a cell needs another start: fetched when there is another cell than the page opens with. @param {Store<State>} store @param {Services} services */
function mountStart(store, services) {
  const isOther = (/** @type {State} */ { catalog, experiment }) => experiment.lanes.some(({ cell }) => catalog && cell.kind !== catalog.presets[0].experiment.lanes[0].cell.kind);
  return mountWhenWanted(store, isOther, async () => {
    const part = await services.part(() => import('./narrator/start_note.js'), 'narrator', 'narrator');
    return part?.mountStartNote(/** @type {Element} */ (byId('lane-panel').lastElementChild), store, services);
  });
}
