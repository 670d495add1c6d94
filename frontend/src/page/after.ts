/** What comes once the picture stands: keys and tips, what is said aloud, and the entries to what can be opened. */

import type { Extent } from './page.ts';
import type { Services, State, Store } from '../core/model/types.ts';
import { keepRuns } from './side/runs/keep_runs.ts';
import { prefetchChunks } from './prefetch.ts';
import { mountAnnouncer } from './announcer.ts';
import { mountCards } from './transport/cards.ts';
import { mountClaims } from '../learn/claims/index.ts';
import { mountCloser } from './chooser/closer.ts';
import { listenForFiles } from './drop_recording.ts';
import { mountInspectorPlace } from '../inspect/inspector_place.ts';
import { mountKeyboard } from './keys/keyboard.ts';
import { mountLearning } from '../learn/glossary/index.ts';
import { mountLessons } from '../learn/lessons/entrance.ts';
import { mountPath } from '../learn/lessons/path_button.ts';
import { mountMeasurements } from '../measure/measurements.ts';
import { mountRefusal } from './refusal.ts';
import { mountRunsEntry } from './side/runs/runs_entry.ts';
import { mountRadiusHandle } from '../hero/radius_handle.ts';
import { mountShapeChoice } from './controls/shape_choice.ts';
import { mountTip } from './tip.ts';
import { mountTry } from '../ask/try_area.ts';
import { mountNotes } from './notes_entry.ts';
import { mountWatching } from './watching_entry.ts';
import { mountWhenWanted } from '../ui/when_wanted.ts';

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

export function mountAfter(store: Store<State>, services: Services, extent: Extent) {
  const mount = (view: () => void) => store.attempt(view);
  mount(() => mountAnnouncer({ polite: byId('announcer'), assertive: byId('alarm') }, store, services));
  mount(() => mountCards(byId('cards'), store, services));
  mount(() => mountTip());
  mount(() => mountKeyboard(store, services.actions));
  if (extent === 'embedded') return;
  mount(() => mountRefusal(byId('hero'), store, services));
  mount(() => mountWhenWanted(store, ({ help }) => help, async () => {
    const chunk = await services.loadChunk(() => import('./keys/keys_help.ts'), 'keys');
    return chunk?.mountKeysHelp(document.body, store, services);
  }));
  if (extent === 'whole') mount(() => prefetchChunks(store, services));
  if (extent === 'whole') mount(() => mountRunsEntry(byId('runs'), store, services, keepRuns(store).history));
  mount(() => mountInspectorPlace(byId('inspector'), store, services));
  mount(() => mountMeasurements({ centre: byId('measurements'), side: byId('measurements-side') }, store, services));
  if (extent === 'whole') {
    mount(() => mountShapeChoice(byId('controls').querySelector('.task-shape-place') as HTMLElement, store, services));
  }
  if (extent === 'whole') mount(() => mountTry(byId('try'), store, services));
  mount(() => mountCloser(byId('closer'), store, services));
  mount(() => mountLearning(store, services));
  if (extent === 'whole') mount(() => mountLessons(byId('lesson'), store, services));
  if (extent === 'whole') {
    mount(() => void mountPath(byId('topbar').querySelector('.topbar-tools') as HTMLElement, store, services));
  }
  if (extent === 'whole') mount(() => mountClaims(byId('claim'), store, services));
  if (extent === 'whole') mount(() => mountRadiusHandle(byId('radius'), store, services));
  if (extent === 'whole') mount(() => mountNotes(byId('note'), store, services));
  if (extent === 'whole') mount(() => mountStart(store, services));
  if (extent === 'whole') mount(() => mountWatching(store, services));
  mount(() => listenForFiles(document.documentElement, services.actions));
}

/** That a cell needs another start: fetched when there is another cell than the page opens with. */
function mountStart(store: Store<State>, services: Services) {
  const isOther = ({ catalog, experiment }: State) =>
    experiment.lanes.some(({ cell }) => catalog && cell.kind !== catalog.presets[0].experiment.lanes[0].cell.kind);
  return mountWhenWanted(store, isOther, async () => {
    const chunk = await services.loadChunk(() => import('../learn/narrator/start_note.ts'), 'narrator', 'narrator');
    return chunk?.mountStartNote(byId('lane-panel').lastElementChild as Element, store, services);
  });
}
