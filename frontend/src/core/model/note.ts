/** What the narrator reads and says. */

import type { Lit } from './lesson.ts';
import type { Lane, LaneFacts, LaneFrame, Series, TaskFacts } from './types.ts';

/**
 * A lane at the update that is shown. `length`: entries of the series until then; `reach`: how far back the last loss
 * is felt, null: not measured.
 */
export interface Subject {
  index: number;
  lane: Lane;
  facts: LaneFacts;
  task: TaskFacts;
  frame: LaneFrame;
  series: Series;
  length: number;
  step: number;
  reach: number | null;
  lastLoss: number;
}
/** A sentence of a note, and the marks on the page that it rests on. Its words are `narrator.<rule>.<id>`. */
export interface Clause { id: string; params: Record<string, string | number>; lit: Lit }
/** `step`: the update that it speaks of. */
export interface Note { rule: string; lane: number; step: number; clauses: readonly Clause[] }
/** `read`: what it has to say of a lane, null where it does not hold. */
export interface Rule { id: string; read(subject: Subject): Omit<Note, 'rule' | 'lane' | 'step'> | null }
