/**
 * How the network is drawn once another preset is chosen, or none: a preset that says a view brings it and takes it
 * along.
 */

import type { State } from './types.ts';

export function viewAfter(
  { catalog, preset, view }: Pick<State, 'catalog' | 'preset' | 'view'>,
  next: string | null,
): State['view'] {
  const told = (id: string | null) => catalog?.presets.find((each) => each.id === id)?.view;
  return told(next) ?? (view === told(preset) ? 'unrolled' : view);
}
