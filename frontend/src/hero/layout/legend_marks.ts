/** Which kinds of marks the picture and the film strip show now, in the order in which a legend explains them. Pure. */

import type { Facts, Frame, Lane, RunView, State } from '../../core/model/types.ts';
import { isTruncated } from '../../core/model/bptt_in_force.ts';
import { runEvents } from '../../core/model/run_events.ts';

export type Shown = Pick<State, 'run' | 'experiment' | 'facts' | 'difference' | 'lossTimeStep'>;
export type Scope = { task: Facts['task'], lanes: readonly Lane[], frame: Frame | null, step: number, shown: Shown };

/** Each with what it takes to be there. */
const MARKS: readonly (readonly [kind: string, there: (scope: Scope) => boolean])[] = [
  ['cells', () => true],
  ['crossed', ({ frame }) => frame?.lanes.some((lane) => lane?.deadUnits?.data.some((count) => count > 0)) ?? false],
  ['forward', ({ lanes }) => lanes.some(({ cell }) => cell.recurrence !== 'off')],
  ['off', ({ lanes }) => lanes.some(({ cell }) => cell.recurrence === 'off')],
  ['backward', () => true],
  ['bars', () => true],
  ['lines', () => true],
  ['dead', () => true],
  ['noise', () => true],
  ['band', (scope) => holds(scope, 'hidden_gradient_band')],
  ['whole', (scope) => holds(scope, 'full_gradient_norm')],
  ['needed', ({ task }) => Boolean(task.required_lag)],
  ['reach', ({ task, frame }) =>
    Boolean(task.required_lag) && (frame?.lanes.some((lane) => lane?.memoryHorizon != null) ?? false)],
  ['cut', ({ task, lanes, step }) => lanes.some((lane) => isTruncated(lane, step, task.sequence_length))],
  ['classes', ({ task }) => task.loss === 'cross_entropy'],
  ['values', ({ task }) => task.loss !== 'cross_entropy'],
  ['losses', ({ task }) => !task.structure.endsWith('to-one')],
  ['ribbon', ({ shown }) => shown.lossTimeStep !== null],
  ['layers', ({ lanes }) => lanes.some(({ cell }) => Number(cell.layers) > 1)],
  ['clocks', ({ lanes }) => lanes.some(({ cell }) => cell.kind === 'cwrnn')],
  ['difference', ({ shown, lanes }) => shown.difference && lanes.length > 1],
  ['cursor', () => true],
];
const EVENTS = ['left_chance', 'solved', 'turned', 'branch', 'jump', 'diverged'];
/** Every kind there is. */
export const MARK_KINDS = [...MARKS.map(([kind]) => kind), ...EVENTS];

/** @returns empty as long as nothing is known of the experiment */
export function marksIn(shown: Shown): string[] {
  const { run } = shown;
  const facts = run?.facts ?? shown.facts;
  if (!facts) return [];
  const frame = run?.frame ?? null;
  const scope = {
    task: facts.task, lanes: (run?.experiment ?? shown.experiment).lanes, frame, step: frame?.step ?? 0, shown,
  };
  return [...MARKS.filter(([, there]) => there(scope)).map(([kind]) => kind), ...eventsIn(run)];
}

function eventsIn(run: RunView | null): string[] {
  const happened = new Set(run ? runEvents(run).map(({ kind }) => kind) : []);
  return EVENTS.filter((kind) => happened.has(kind as any));
}

/** @param tensor name on the wire @returns whether a lane has it */
function holds({ frame }: Scope, tensor: string): boolean {
  return frame?.lanes.some((lane) => lane?.tensors.has(tensor)) ?? false;
}
