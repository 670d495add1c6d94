/** The levels of a task that mean something, and how a value beside them is said. */

import type { TaskFacts } from './types.ts';
import { percent, threeFigures } from '../text/number.ts';

export type Quantity = 'loss' | 'metric';
export type Level = { kind: 'chance' | 'floor' | 'solved', value: number };

/** Whether the task's own figure is another one than the loss. */
export function hasOwnMetric(task: TaskFacts) {
  return task.metric === 'accuracy';
}

/** The metric of guessing. */
export function metricChance(task: TaskFacts) {
  return task.metric_chance ?? 1 / task.output_size;
}

/** The levels of a quantity that mean something: guessing, the best without memory, solved. */
export function levelsOf(task: TaskFacts, quantity: Quantity): Level[] {
  const levels: Level[] = [];
  if (quantity === 'loss') {
    levels.push({ kind: 'chance', value: task.chance });
    if (task.floor !== null) levels.push({ kind: 'floor', value: task.floor });
  } else if (hasOwnMetric(task)) {
    levels.push({ kind: 'chance', value: metricChance(task) });
  }
  if (task.solved.quantity === quantity) levels.push({ kind: 'solved', value: task.solved.value });
  return levels;
}

export function quantityText(value: number, quantity: Quantity, task: TaskFacts): string {
  return quantity === 'metric' && hasOwnMetric(task) ? percent(value) : threeFigures(value);
}
