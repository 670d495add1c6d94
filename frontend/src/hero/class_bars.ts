/** Paints the probabilities of a few classes in little room, the target marked by weight, mark and colour. */

import type { Picture } from './scene.ts';
import { setText, type Context } from '../draw/pen.ts';

export type Room = { x: number, y: number, width: number, height: number };

export function lyingBars(
  context: Context,
  { task, tokens }: Picture,
  room: Room,
  probabilities: Float32Array | null,
  target: number,
) {
  const row = Math.min(16, room.height / task.output_size);
  const top = room.y + (room.height - row * task.output_size) / 2;
  const [left, width] = [room.x + 38, room.width - 74];
  for (const [index, label] of task.output_labels.entries()) {
    const y = top + index * row;
    const right = index === target;
    setText(context, { size: 11.5, family: tokens.fontUi, align: 'right', weight: right ? 700 : 400 });
    context.fillStyle = right ? tokens.good : tokens.ink3;
    context.fillText(right ? `▸ ${label}` : label, left - 5, y + row / 2 + 0.5);
    context.fillStyle = tokens.surface2;
    context.fillRect(left, y + 2, width, row - 4);
    // A frame of another task, until the first one of this task has come, may have fewer classes.
    if (!probabilities || index >= probabilities.length) continue;
    context.fillStyle = right ? tokens.good : tokens.lineStrong;
    context.fillRect(left, y + 2, Math.max(1, width * probabilities[index]), row - 4);
    setText(context, { size: 11, family: tokens.fontUi, align: 'right', weight: right ? 700 : 400 });
    context.fillStyle = right ? tokens.ink1 : tokens.ink3;
    context.fillText(probabilities[index].toFixed(2), room.x + room.width, y + row / 2 + 0.5);
  }
}

export function standingBars(
  context: Context,
  { task, tokens }: Picture,
  room: Room,
  probabilities: Float32Array | null,
  target: number,
) {
  const slot = Math.min(30, room.width / task.output_size);
  const left = room.x + room.width - slot * task.output_size;
  const height = room.height - 14;
  for (const [index, label] of task.output_labels.entries()) {
    const x = left + index * slot;
    const right = index === target;
    context.fillStyle = tokens.surface2;
    context.fillRect(x + 3, room.y, slot - 6, height);
    context.fillStyle = right ? tokens.good : tokens.lineStrong;
    const filled = probabilities ? Math.max(1, height * probabilities[index]) : 0;
    context.fillRect(x + 3, room.y + height - filled, slot - 6, filled);
    setText(context, { size: 10.5, family: tokens.fontUi, weight: right ? 700 : 400 });
    context.fillStyle = right ? tokens.good : tokens.ink3;
    context.fillText(label, x + slot / 2, room.y + height + 8);
    if (right) context.fillRect(x + 5, room.y + height + 13.5, slot - 10, 1.5);
  }
}
