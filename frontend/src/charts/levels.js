/**
 * The levels of a task that mean something, and how a value beside them is said.
 *
 * @import { TaskFacts } from '../state/types.d.ts'
 * @import { Level, Quantity } from './loss_figure.js'
 */

import { percent, threeFigures } from '../text/number.js';

/** Whether the task's own figure is another one than the loss. @param {TaskFacts} task */
export function hasOwnMetric(task) {
  return task.metric === 'accuracy';
}

/** The metric of guessing. @param {TaskFacts} task */
export function metricChance(task) {
  return task.metric_chance ?? 1 / task.output_size;
}

/**
 * The levels of a quantity that mean something: guessing, the best without memory, solved.
 * @param {TaskFacts} task @param {Quantity} quantity @returns {Level[]}
 */
export function levelsOf(task, quantity) {
  /** @type {Level[]} */
  const levels = [];
  if (quantity === 'loss') {
    levels.push({ kind: 'chance', value: task.chance });
    if (task.floor !== null) levels.push({ kind: 'floor', value: task.floor });
  } else if (hasOwnMetric(task)) {
    levels.push({ kind: 'chance', value: metricChance(task) });
  }
  if (task.solved.quantity === quantity) levels.push({ kind: 'solved', value: task.solved.value });
  return levels;
}

/** @param {number} value @param {Quantity} quantity @param {TaskFacts} task @returns {string} */
export function quantityText(value, quantity, task) {
  return quantity === 'metric' && hasOwnMetric(task) ? percent(value) : threeFigures(value);
}
