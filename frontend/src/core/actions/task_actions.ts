/**
 * Another task. hello comes as the tutorial has it, three units and all; every other one keeps the models that stand
 * there, but for the tutorial's. Only digits takes those of a run that is shown in the place of MNIST; the others go
 * back to what stood there before it.
 */

import type { Actions, Catalog, Experiment, Preset, State, Store } from '../model/types.ts';
import { lacksImages, sameDocument, switched } from '../model/experiment.ts';

const TUTORIAL = 'hello';
/** Its presets whose two or three units and batch of one are theirs alone. */
const SMALL = [TUTORIAL, 'neurons'];

export function createTaskActions(
  store: Store<State>,
  actions: Pick<Actions, 'edit' | 'choosePreset' | 'setPanels' | 'setPace'>,
): Pick<Actions, 'chooseTask'> {
  /** What the tutorial's hello took the place of. */
  let before: { experiment: Experiment, pace: number | null } | null = null;
  /** What a recorded run took the place of. */
  let replaced: Experiment | null = null;
  /** Whether the stages of an update have been shown, one by one. */
  let walked = false;
  /** Whether slow motion is the tutorial's, and not the visitor's. */
  let slowed = false;

  const setSlow = (slowMotion: boolean) => store.set(({ playback }) => ({ playback: { ...playback, slowMotion } }));

  function openTutorial() {
    const { experiment, playback } = store.get();
    before = { experiment, pace: playback.pace };
    actions.choosePreset(TUTORIAL);
    slowed = !walked && !playback.slowMotion;
    if (slowed) setSlow(true);
    walked = true;
  }

  function leaveTutorial({ presets: [first] }: Catalog, { panels = [] }: Preset): Experiment {
    const { experiment, pace } = before ?? first;
    actions.setPace(pace);
    actions.setPanels(store.get().panels.filter((kind) => !panels.includes(kind)));
    return experiment;
  }

  function endSlow() {
    if (slowed) setSlow(false);
    slowed = false;
  }

  store.subscribe(({ preset }) => void (preset !== TUTORIAL && endSlow()));

  return {
    chooseTask(kind) {
      const { catalog, replay, experiment: shown } = store.get();
      if (!catalog) return;
      const experiment = replay?.shipped && kind !== 'digits' ? (replaced ?? shown) : shown;
      const tutorial = catalog.presets.find(({ id }) => id === TUTORIAL);
      if (tutorial && kind === tutorial.experiment.task.kind) return openTutorial();
      const small = catalog.presets.find((preset) =>
        SMALL.includes(preset.id) && sameDocument(experiment, preset.experiment));
      const known = small ? leaveTutorial(catalog, small) : experiment;
      if (lacksImages(catalog, kind)) replaced = known;
      actions.edit({ ...known, task: switched(catalog, 'task', kind, known.task) });
    },
  };
}
