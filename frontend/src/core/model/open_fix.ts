import type { Preset, State } from './types.ts';

/** The fix of the story in force, until a lane has the mending cell. */
export function openFix(
  { catalog, preset, experiment }: Pick<State, 'catalog' | 'preset' | 'experiment'>,
): Preset['fix'] {
  const fix = catalog?.presets.find(({ id }) => id === preset)?.fix;
  if (!fix) return null;
  const mending = fix.experiment.lanes[fix.experiment.lanes.length - 1].cell.kind;
  return experiment.lanes.some(({ cell }) => cell.kind === mending) ? null : fix;
}
