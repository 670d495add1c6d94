/**
 * At most one note on what a run shows: the gravest rule that holds for any lane; of several lanes the selected one first. Pure.
 *
 * @import { RunView } from '../state/types.d.ts'
 * @import { Note, Subject } from './note.d.ts'
 */

import { RULES } from './rules.js';
import { subjectOf } from './subject.js';

/** @param {RunView} run @param {number} selected lane @returns {Note | null} */
export function narrate(run, selected) {
  const order = [selected, ...run.lanes.keys()].filter((lane, place, all) => lane < run.lanes.length && all.indexOf(lane) === place);
  const subjects = order.map((lane) => subjectOf(run, lane)).filter((/** @type {Subject | null} */ subject) => subject !== null);
  for (const { id, read } of RULES) {
    for (const subject of subjects) {
      const found = read(subject);
      if (found) return { rule: id, lane: subject.index, step: subject.step, ...found };
    }
  }
  return null;
}
