/**
 * The questions that one can put to a network, in their order, each with what fetches it and whether a task leaves room for it.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 *
 * @typedef {(root: HTMLElement, store: Store<State>, services: Services) => () => void} Mount
 * @typedef {{ name: string, load: () => Promise<Mount>, fits: (state: State) => boolean }} Question
 */

import { hasLength, hasRecurrentMatrix, writes } from './fits.js';

/** @type {readonly Question[]} */
export const QUESTIONS = [
  { name: 'read', load: async () => (await import('./own_input.js')).mountOwnInput, fits: () => true },
  { name: 'write', load: async () => (await import('./writing.js')).mountWriting, fits: ({ run, facts }) => writesNow(run?.facts ?? facts) },
  { name: 'lengths', load: async () => (await import('./other_lengths.js')).mountOtherLengths, fits: hasLength },
  { name: 'poke', load: async () => (await import('./pebble.js')).mountPebble, fits: () => true },
  { name: 'clamp', load: async () => (await import('./clamping.js')).mountClamping, fits: () => true },
  { name: 'dial', load: async () => (await import('./dial.js')).mountDial, fits: hasRecurrentMatrix },
  { name: 'bench', load: async () => (await import('./bench.js')).mountBench, fits: () => true },
  { name: 'portrait', load: async () => (await import('./portrait.js')).mountPortrait, fits: () => true },
  { name: 'map', load: async () => (await import('./atlas.js')).mountAtlas, fits: () => true },
  { name: 'seeds', load: async () => (await import('./seeds.js')).mountSeeds, fits: () => true },
  { name: 'surface', load: async () => (await import('./loss_surface.js')).mountLossSurface, fits: () => true },
  { name: 'wall', load: async () => (await import('./error_wall.js')).mountErrorWall, fits: () => true },
];

/** @param {State['facts']} facts */
function writesNow(facts) {
  return facts !== null && writes(facts.task);
}

/** @param {State} state @returns {string | null} the question that is open, where the run has room for it */
export function openQuestion(state) {
  const asked = QUESTIONS.find(({ name }) => name === state.details.try);
  return asked?.fits(state) ? asked.name : null;
}
