/**
 * A strip of the whole sequence with a window that can be dragged, for sequences that do not fit; buttons do the same.
 */

import type { Scene } from './scene.ts';
import type { Services } from '../core/model/types.ts';
import type { Tokens } from '../draw/tokens.ts';
import { gradeOf, heightOf } from '../draw/gradient_scale.ts';
import { emphasisOf, symbolRead } from '../core/model/input_rows.ts';
import { bandsOf } from '../core/model/stack.ts';
import { leftFor, windowOf, type Scroll } from './layout/overview.ts';
import { el, setAttribute } from '../ui/dom.ts';
import { gradientShades, shadeAt } from '../draw/pen.ts';
import { curveLimit } from './predictions.ts';
import { createSurface } from '../draw/surface.ts';

const HEIGHT = 34;

export function createOverview(root: HTMLElement, { t }: Services, scrollTo: (left: number) => void) {
  const canvas = el('canvas', { class: 'hero-strip' });
  const surface = createSurface(canvas);
  const frame = el('div', { class: 'hero-window' });
  const track = el('div', { class: 'hero-track' }, canvas, frame);
  const back = el('button', { type: 'button', class: 'hero-page', onclick: () => page(-1) }, '‹');
  const on = el('button', { type: 'button', class: 'hero-page', onclick: () => page(1) }, '›');
  const element = el('div', { class: 'hero-overview', hidden: true, role: 'group' }, back, track, on);
  root.append(element);
  let scroll: Scroll = { total: 1, seen: 1, left: 0 };

  function page(direction: number) {
    scrollTo(Math.max(0, Math.min(scroll.total - scroll.seen, scroll.left + direction * scroll.seen * 0.8)));
  }

  function drag(event: PointerEvent) {
    if (event.type === 'pointerdown') track.setPointerCapture(event.pointerId);
    else if (!track.hasPointerCapture(event.pointerId)) return;
    scrollTo(leftFor(scroll, track.clientWidth, event.clientX - track.getBoundingClientRect().left));
  }
  track.addEventListener('pointerdown', drag);
  track.addEventListener('pointermove', drag);

  return {
    element,
    toggle(shown: boolean) {
      element.hidden = !shown;
    },
    move(next: Scroll) {
      scroll = next;
      if (element.hidden) return;
      const { x, width } = windowOf(scroll, track.clientWidth);
      frame.style.transform = `translateX(${x}px)`;
      frame.style.width = `${width}px`;
      back.disabled = scroll.left <= 0;
      on.disabled = scroll.left >= scroll.total - scroll.seen - 1;
    },
    /** @param ratio device pixels a pixel */
    paint(scene: Scene, tokens: Tokens, ratio: number) {
      if (element.hidden) return;
      setAttribute(element, 'aria-label', t('hero.overview'));
      setAttribute(back, 'aria-label', t('hero.overview.back'));
      setAttribute(on, 'aria-label', t('hero.overview.on'));
      const width = track.clientWidth;
      if (width === 0) return;
      surface.clear(width, HEIGHT, ratio);
      if (surface.context) paintStrip(surface.context, scene, tokens, width);
    },
  };
}

/** The selected lane's gradient as bars, ticks above where the input matters. */
function paintStrip(context: CanvasRenderingContext2D, scene: Scene, tokens: Tokens, width: number) {
  const count = scene.task.sequence_length;
  const pitch = width / count;
  const lane = scene.lanes[scene.visible[0]];
  const shades = gradientShades(tokens);
  const profile = lane.norms?.[lane.norms.length - 1];
  for (let step = 0; step < count; step += 1) {
    if (profile) {
      const share = heightOf(scene.scale, profile[step]);
      const dead = gradeOf(scene.scale, profile[step], 0) === 'dead';
      context.fillStyle = dead ? tokens.lineStrong : shadeAt(shades, share);
      const height = dead ? 1 : Math.max(1, share * (HEIGHT - 12));
      context.fillRect(step * pitch, HEIGHT - 2 - height, Math.max(0.75, pitch - (pitch > 3 ? 1 : 0)), height);
    }
    if (!matters(scene, step)) continue;
    context.fillStyle = tokens.ink1;
    context.fillRect(step * pitch + pitch / 2 - 1, 1, 2.5, 6);
  }
  if (scene.frame && scene.task.loss !== 'cross_entropy'
    && !scene.task.structure.endsWith('to-one')) paintTarget(context, scene, tokens, pitch);
}

/** The whole curves that are asked for, over the bars. */
function paintTarget(context: CanvasRenderingContext2D, { frame, task }: Scene, tokens: Tokens, pitch: number) {
  const target = frame?.target.data as Float32Array;
  const limit = curveLimit(target);
  context.beginPath();
  for (const [output, { y, height }] of bandsOf({ y: 0, height: HEIGHT }, task.output_size).entries()) {
    for (let step = 0; step < task.sequence_length; step += 1) {
      const up = target[step * task.output_size + output] / limit;
      context[step ? 'lineTo' : 'moveTo']((step + 0.5) * pitch, y + (height / 2) * (1 - up));
    }
  }
  for (const [colour, width] of ([[tokens.surface0, 3.5], [tokens.ink2, 1.5]] as [string, number][])) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineJoin = 'round';
    context.stroke();
  }
}

/** @returns whether the task asks to remember this input */
function matters({ frame, task }: Scene, step: number): boolean {
  if (!frame) return false;
  const input = frame.input.data as Float32Array;
  if (task.kind === 'adding') return input[step * task.input_size + 1] > 0.5;
  const symbol = task.modality === 'symbols' ? symbolRead(input, step, task.input_size) : null;
  return symbol !== null && emphasisOf(task, task.input_labels[symbol], step) === 'strong';
}
