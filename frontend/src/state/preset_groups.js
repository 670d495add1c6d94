/**
 * The ready-made experiments by what they are about, and what measuring them has shown.
 *
 * @import { Evidence, Preset } from './types.d.ts'
 *
 * @typedef {{ task: string | null, presets: Preset[] }} PresetGroup `task` null: the stories, which show something and promise nothing
 */

import { groupsOf } from './groups.js';

/**
 * Stories first, then a group a task in the order of the task chooser; in a group, what works before what fails.
 *
 * @param {readonly Preset[]} presets
 * @returns {PresetGroup[]}
 */
export function presetGroups(presets) {
  const stories = presets.filter(({ outcome }) => !outcome);
  const measured = presets.filter(({ outcome }) => outcome);
  const tasks = groupsOf('task', [...new Set(measured.map(taskOf))]).flatMap(({ kinds }) => kinds);
  const groups = tasks.map((task) => ({ task, presets: measured.filter((preset) => taskOf(preset) === task).sort(worksFirst) }));
  return [...(stories.length ? [{ task: null, presets: stories }] : []), ...groups];
}

/** @param {Preset} preset @returns {string} */
export function taskOf({ task, experiment }) {
  return task ?? experiment.task.kind;
}

/** @param {Preset} one @param {Preset} other */
function worksFirst(one, other) {
  return Number(one.outcome === 'fails') - Number(other.outcome === 'fails');
}

/**
 * What the evidence says, as a text id and its numbers.
 *
 * @param {Evidence | null | undefined} evidence
 * @returns {{ key: string, params: Record<string, number> } | null} null: it was not measured
 */
export function evidenceWords(evidence) {
  if (!evidence) return null;
  const { seeds, solved, median_updates: median } = evidence;
  if (solved === 0) return { key: 'preset.evidence.none', params: { seeds } };
  if (median === null) return { key: 'preset.evidence.some', params: { seeds, solved } };
  return { key: 'preset.evidence.median', params: { seeds, solved, median } };
}
