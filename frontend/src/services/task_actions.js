/**
 * Another task. hello comes as the tutorial has it, three units and all; every other one keeps the models that stand there. Only digits
 * takes those of a run that is shown in the place of MNIST; the others go back to what stood there before it.
 *
 * @import { Actions, Catalog, Experiment, Preset, State, Store } from '../state/types.d.ts'
 */

import { lacksImages, sameDocument, switched } from '../state/experiment.js';

const TUTORIAL = 'hello';

/**
 * @param {Store<State>} store
 * @param {Pick<Actions, 'edit' | 'choosePreset' | 'setPanels' | 'setPace'>} actions
 * @returns {Pick<Actions, 'chooseTask'>}
 */
export function createTaskActions(store, actions) {
  /** What the tutorial's hello took the place of. @type {{ experiment: Experiment, pace: number | null } | null} */
  let before = null;
  /** What a recorded run took the place of. @type {Experiment | null} */
  let replaced = null;
  /** Whether the stages of an update have been shown, one by one. */
  let walked = false;
  /** Whether slow motion is the tutorial's, and not the visitor's. */
  let slowed = false;

  /** @param {boolean} slowMotion */
  const setSlow = (slowMotion) => store.set(({ playback }) => ({ playback: { ...playback, slowMotion } }));

  function openTutorial() {
    const { experiment, playback } = store.get();
    before = { experiment, pace: playback.pace };
    actions.choosePreset(TUTORIAL);
    slowed = !walked && !playback.slowMotion;
    if (slowed) setSlow(true);
    walked = true;
  }

  /** Three units and a batch of one are hello's alone. @param {Catalog} catalog @param {Preset} tutorial @returns {Experiment} */
  function leaveTutorial({ presets: [first] }, { panels = [] }) {
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
      const known = tutorial && sameDocument(experiment, tutorial.experiment) ? leaveTutorial(catalog, tutorial) : experiment;
      if (lacksImages(catalog, kind)) replaced = known;
      actions.edit({ ...known, task: switched(catalog, 'task', kind, known.task) });
    },
  };
}
