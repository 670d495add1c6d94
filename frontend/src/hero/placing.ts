/** Where the hero's rows stand: a new layout only where the room or the network has changed. */

import type { Scene, SceneLane } from './scene.ts';
import { heroLayout, type HeroLayout, type HeroShape } from '../core/model/hero_layout.ts';

/** pixels; height 0 is without limit; `whole`: it cannot be scrolled */
export type Room = { width: number, height: number, whole: boolean };
export type Wishes = Required<Pick<HeroShape, 'triangle' | 'shared' | 'columns' | 'tall'>>;
/**
 * `scrolled`: whether the layout before it scrolled; `least` and `most`: how little and how much height the picture can
 * use
 */
export type Placed = { layout: HeroLayout, scrolled: boolean, least: number, most: number };

export const SCROLLBAR = 14;

/** @returns null where nothing has changed */
export function createPlacing(): (scene: Scene, room: Room, wishes: Wishes) => Placed | null {
  let known: readonly unknown[] = [];
  let scrolled = false;
  return (scene, room, wishes) => {
    const wanted = { ...heroShape(scene, room), ...wishes };
    const next = [
      room, ...Object.values(wishes), wanted.task, ...wanted.lanes.flatMap((lane) => Object.values(lane)),
      ...Object.values(wanted.difference ?? {}),
    ];
    if (next.length === known.length && next.every((value, index) => value === known[index])) return null;
    known = next;
    let layout = heroLayout(wanted);
    if (layout.axis.scrolls && room.height) layout = heroLayout({ ...wanted, height: room.height - SCROLLBAR });
    const [least, most] = [1, 9999].map((height) => heroLayout({ ...wanted, height }).height);
    const placed = { layout, scrolled, least, most };
    scrolled = layout.axis.scrolls;
    return placed;
  };
}

/** What the rows are laid out from. */
export function heroShape(
  { task, visible, lanes, difference }: Pick<Scene, 'task' | 'visible' | 'lanes'> & Partial<Pick<Scene, 'difference'>>,
  room: Room,
): HeroShape {
  return {
    ...room, task, lanes: visible.map((lane) => shapeOf(lanes[lane])),
    difference: difference
      ? { layers: difference.values ? difference.minuend.layers : 0, hiddenSize: difference.minuend.hiddenSize }
      : null,
  };
}

/** @param lane what its room depends on */
function shapeOf({ lane, layers, hiddenSize, clock, entries }: SceneLane) {
  return { lane, layers, hiddenSize, modules: clock?.periods.length ?? 0, entries };
}
