/** The state before anything is known. */

import type { Experiment, State } from './types.ts';
import { emptyHistory } from './history.ts';

/** The document before the catalog's first preset replaces it. */
const UNKNOWN: Experiment = {
  version: 1, task: { kind: 'temporal_order' }, lanes: [], batch_size: 32, steps: 2000, data_seed: 0, weight_seed: 0,
  kernel: 'auto', device: 'auto',
};

/** @param known what the browser remembers: language, theme, size of type, shortcuts */
export function initialState(known: Partial<State> = {}): State {
  return {
    language: 'en', theme: 'auto', scheme: 'light', fontScale: 'normal',
    catalog: null, experiment: UNKNOWN, facts: null, errors: [],
    preset: null, selectedLane: 0,
    link: { state: 'connecting', retryAt: null },
    run: null, history: emptyHistory(),
    playback: {
      following: true, shownStep: null, playing: false, awaited: null, slowMotion: false, walking: false, stage: null,
      progress: 1, pace: 30, stepSize: 1,
    },
    cursor: null, pinned: false, cards: [],
    rates: { updatesPerSecond: 0, framesPerSecond: 0 },
    moreControls: false, phoneSheet: false, help: false, shortcuts: true,
    autoplay: 'off', replay: null, kept: null, embed: null, sample: 0,
    announcement: { text: '', assertive: false },
    panels: [],
    panelSought: null, details: {}, findings: {}, notes: true, guess: null, timeWindow: null, profileInSight: true,
    keepOverlay: false, equalTo: null, difference: false, runs: null, runsKept: true, overlays: [], lossTimeStep: null,
    highlighted: null, nudgedAt: null, view: 'unrolled', columns: false, figures: false,
    lesson: null, lessonsDone: [], claim: null, votes: {},
    watching: null, viewers: 0, classGuesses: null, copies: 0, wall: null, heldCopy: null, copyPlace: null,
    ...known,
  };
}
