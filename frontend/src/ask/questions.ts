/**
 * The questions that one can put to a network, in their order, each with what fetches it and whether a task leaves room
 * for it.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import { hasLength, hasRecurrentMatrix, writes } from './fits.ts';

export type Mount = (root: HTMLElement, store: Store<State>, services: Services) => () => void;
export type Question = { name: string, load: () => Promise<Mount>, fits: (state: State) => boolean };

export const QUESTIONS: readonly Question[] = [
  { name: 'read', load: async () => (await import('./read/own_input.ts')).mountOwnInput, fits: () => true },
  { name: 'write', load: async () => (await import('./write/writing.ts')).mountWriting, fits: ({ run, facts }) => writesNow(run?.facts ?? facts) },
  { name: 'lengths', load: async () => (await import('./lengths/other_lengths.ts')).mountOtherLengths, fits: hasLength },
  { name: 'poke', load: async () => (await import('./poke/pebble.ts')).mountPebble, fits: () => true },
  { name: 'clamp', load: async () => (await import('./clamp/clamping.ts')).mountClamping, fits: () => true },
  { name: 'dial', load: async () => (await import('./dial/dial.ts')).mountDial, fits: hasRecurrentMatrix },
  { name: 'bench', load: async () => (await import('./bench/bench.ts')).mountBench, fits: () => true },
  { name: 'portrait', load: async () => (await import('./portrait/portrait.ts')).mountPortrait, fits: () => true },
  { name: 'map', load: async () => (await import('./map/atlas.ts')).mountAtlas, fits: () => true },
  { name: 'seeds', load: async () => (await import('./seeds/seeds.ts')).mountSeeds, fits: () => true },
  { name: 'surface', load: async () => (await import('./surface/loss_surface.ts')).mountLossSurface, fits: () => true },
  { name: 'wall', load: async () => (await import('./wall/error_wall.ts')).mountErrorWall, fits: () => true },
];

function writesNow(facts: State['facts']) {
  return facts !== null && writes(facts.task);
}

/** @returns the question that is open, where the run has room for it */
export function openQuestion(state: State): string | null {
  const asked = QUESTIONS.find(({ name }) => name === state.details.try);
  return asked?.fits(state) ? asked.name : null;
}
