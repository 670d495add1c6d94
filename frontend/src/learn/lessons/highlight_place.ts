/** Where the lit thing is at this moment, in pixels of the window. */

import type { Lit } from '../../core/model/lesson.ts';
import type { State } from '../../core/model/types.ts';
import { boxOf, type Box } from '../places.ts';

/** Around an element; around rows of the picture, which stand close to each other. */
const [ROOM, CLOSE] = [{ x: 6, y: 6 }, { x: 6, y: 2 }];

/** @returns the element that is lit, or that the lit part lies in */
export function elementOf(lit: Lit): HTMLElement | null {
  return document.querySelector('selector' in lit ? lit.selector : '.hero-stage');
}

/** @returns null: it is not in sight */
export function placeOf(lit: Lit, { timeWindow }: State): Box | null {
  const element = elementOf(lit);
  if (!element || element.offsetParent === null) return null;
  const whole = element.getBoundingClientRect();
  if ('selector' in lit) return within(grown(whole, ROOM), element);
  const part = timeWindow && boxOf(timeWindow, lit);
  return part && within(grown({ ...part, x: whole.x + part.x, y: whole.y + part.y }, CLOSE), element);
}

function grown({ x, y, width, height }: Box, room: { x: number, y: number }): Box {
  return { x: x - room.x, y: y - room.y, width: width + 2 * room.x, height: height + 2 * room.y };
}

/** What has been scrolled out of sight is not lit. */
function within(box: Box, element: HTMLElement): Box | null {
  const frame = element.closest('.stage, .panels, .controls')?.getBoundingClientRect()
    ?? new DOMRect(0, 0, innerWidth, innerHeight);
  const left = Math.max(box.x, frame.left, 0);
  const top = Math.max(box.y, frame.top, 0);
  const right = Math.min(box.x + box.width, frame.right, innerWidth);
  const bottom = Math.min(box.y + box.height, frame.bottom, innerHeight);
  return right - left < 8 || bottom - top < 8 ? null : { x: left, y: top, width: right - left, height: bottom - top };
}
