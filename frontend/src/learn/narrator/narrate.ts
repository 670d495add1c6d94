/**
 * At most one note on what a run shows: the gravest rule that holds for any lane; of several lanes the selected one
 * first. Pure.
 */

import type { Note, Subject } from '../../core/model/note.ts';
import type { RunView } from '../../core/model/types.ts';
import { RULES } from './rules.ts';
import { subjectOf } from '../../core/model/subject.ts';

/** @param selected lane */
export function narrate(run: RunView, selected: number): Note | null {
  const order = [selected, ...run.lanes.keys()].filter((lane, place, all) =>
    lane < run.lanes.length && all.indexOf(lane) === place);
  const subjects = order.map((lane) => subjectOf(run, lane)).filter((subject: Subject | null) => subject !== null);
  for (const { id, read } of RULES) {
    for (const subject of subjects) {
      const found = read(subject);
      if (found) return { rule: id, lane: subject.index, step: subject.step, ...found };
    }
  }
  return null;
}
