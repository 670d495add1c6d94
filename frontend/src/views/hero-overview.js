/**
 * A strip of the whole sequence with a window that can be dragged, for sequences that do not fit; buttons do the same.
 *
 * @import { Services } from '../state/types.d.ts'
 * @import { Scroll } from '../layout/overview.js'
 * @import { Scene } from './hero-scene.js'
 * @import { Tokens } from './tokens.js'
 */

import { gradeOf, heightOf } from '../layout/gradient-scale.js';
import { emphasisOf, symbolRead } from '../layout/input-rows.js';
import { leftFor, windowOf } from '../layout/overview.js';
import { el, setAttribute } from './dom.js';
import { gradientShades, shadeAt } from './hero-pen.js';
import { curveLimit } from './hero-predictions.js';
import { createSurface } from './surface.js';

const HEIGHT = 34;

/**
 * @param {HTMLElement} root
 * @param {Services} services
 * @param {(left: number) => void} scrollTo
 */
export function createOverview(root, { t }, scrollTo) {
  const canvas = el('canvas', { class: 'hero-strip' });
  const surface = createSurface(canvas);
  const frame = el('div', { class: 'hero-window' });
  const track = el('div', { class: 'hero-track' }, canvas, frame);
  const back = el('button', { type: 'button', class: 'hero-page', onclick: () => page(-1) }, '‹');
  const on = el('button', { type: 'button', class: 'hero-page', onclick: () => page(1) }, '›');
  const element = el('div', { class: 'hero-overview', hidden: true, role: 'group' }, back, track, on);
  root.append(element);
  /** @type {Scroll} */
  let scroll = { total: 1, seen: 1, left: 0 };

  /** @param {number} direction */
  function page(direction) {
    scrollTo(Math.max(0, Math.min(scroll.total - scroll.seen, scroll.left + direction * scroll.seen * 0.8)));
  }

  /** @param {PointerEvent} event */
  function drag(event) {
    if (event.type === 'pointerdown') track.setPointerCapture(event.pointerId);
    else if (!track.hasPointerCapture(event.pointerId)) return;
    scrollTo(leftFor(scroll, track.clientWidth, event.clientX - track.getBoundingClientRect().left));
  }
  track.addEventListener('pointerdown', drag);
  track.addEventListener('pointermove', drag);

  return {
    element,
    /** @param {boolean} shown */
    toggle(shown) {
      element.hidden = !shown;
    },
    /** @param {Scroll} next */
    move(next) {
      scroll = next;
      const { x, width } = windowOf(scroll, track.clientWidth);
      frame.style.transform = `translateX(${x}px)`;
      frame.style.width = `${width}px`;
      back.disabled = scroll.left <= 0;
      on.disabled = scroll.left >= scroll.total - scroll.seen - 1;
    },
    /** @param {Scene} scene @param {Tokens} tokens @param {number} ratio device pixels a pixel */
    paint(scene, tokens, ratio) {
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

/** The selected lane's gradient as bars, ticks above where the input matters. @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Tokens} tokens @param {number} width */
function paintStrip(context, scene, tokens, width) {
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
  if (scene.frame && scene.task.loss !== 'cross_entropy' && !scene.task.structure.endsWith('to-one')) paintTarget(context, scene, tokens, pitch);
}

/** The whole curve that is asked for, over the bars. @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Tokens} tokens @param {number} pitch */
function paintTarget(context, { frame, task }, tokens, pitch) {
  const target = /** @type {Float32Array} */ (frame?.target.data);
  const limit = curveLimit(target);
  context.beginPath();
  for (let step = 0; step < task.sequence_length; step += 1) context.lineTo((step + 0.5) * pitch, (HEIGHT / 2) * (1 - target[step * task.output_size] / limit));
  for (const [colour, width] of /** @type {[string, number][]} */ ([[tokens.surface0, 3.5], [tokens.ink2, 1.5]])) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineJoin = 'round';
    context.stroke();
  }
}

/** @param {Scene} scene @param {number} step @returns {boolean} whether the task asks to remember this input */
function matters({ frame, task }, step) {
  if (!frame) return false;
  const input = /** @type {Float32Array} */ (frame.input.data);
  if (task.kind === 'adding') return input[step * task.input_size + 1] > 0.5;
  const symbol = task.modality === 'symbols' ? symbolRead(input, step, task.input_size) : null;
  return symbol !== null && emphasisOf(task.kind, task.input_labels[symbol], step) === 'strong';
}
