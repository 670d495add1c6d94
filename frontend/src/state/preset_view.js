/**
 * How the network is drawn once another preset is chosen, or none: a preset that says a view brings it and takes it along.
 *
 * @import { State } from './types.d.ts'
 */

/** @param {Pick<State, 'catalog' | 'preset' | 'view'>} state @param {string | null} next @returns {State['view']} */
export function viewAfter({ catalog, preset, view }, next) {
  const told = (/** @type {string | null} */ id) => catalog?.presets.find((each) => each.id === id)?.view;
  return told(next) ?? (view === told(preset) ? 'unrolled' : view);
}
