/** The ready-made experiments by what they are about, and what measuring them has shown. */

import type { Evidence, Preset } from './types.ts';
import { groupsOf } from './groups.ts';

/** `task` null: the stories, which show something and promise nothing */
export type PresetGroup = { task: string | null, presets: Preset[] };

/** Stories first, then a group a task in the order of the task chooser; in a group, what works before what fails. */
export function presetGroups(presets: readonly Preset[]): PresetGroup[] {
  const stories = presets.filter(({ outcome }) => !outcome);
  const measured = presets.filter(({ outcome }) => outcome);
  const tasks = groupsOf('task', [...new Set(measured.map(taskOf))]).flatMap(({ kinds }) => kinds);
  const groups =
    tasks.map((task) => ({ task, presets: measured.filter((preset) => taskOf(preset) === task).sort(worksFirst) }));
  return [...(stories.length ? [{ task: null, presets: stories }] : []), ...groups];
}

export function taskOf({ task, experiment }: Preset): string {
  return task ?? experiment.task.kind;
}

function worksFirst(one: Preset, other: Preset) {
  return Number(one.outcome === 'fails') - Number(other.outcome === 'fails');
}

/**
 * What the evidence says, as a text id and its numbers.
 * @returns null: it was not measured
 */
export function evidenceWords(
  evidence: Evidence | null | undefined,
): { key: string, params: Record<string, number> } | null {
  if (!evidence) return null;
  const { seeds, solved, median_updates: median } = evidence;
  if (solved === 0) return { key: 'preset.evidence.none', params: { seeds } };
  if (median === null) return { key: 'preset.evidence.some', params: { seeds, solved } };
  return { key: 'preset.evidence.median', params: { seeds, solved, median } };
}
