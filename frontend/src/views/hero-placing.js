/**
 * Where the hero's rows stand: a new layout only where the room or the network has changed.
 *
 * @import { HeroLayout, HeroShape } from '../layout/hero-layout.js'
 * @import { Scene, SceneLane } from './hero-scene.js'
 *
 * @typedef {{ width: number, height: number, whole: boolean }} Room pixels; height 0 is without limit; `whole`: it cannot be scrolled
 * @typedef {Required<Pick<HeroShape, 'triangle' | 'shared' | 'columns' | 'tall'>>} Wishes
 * @typedef {{ layout: HeroLayout, scrolled: boolean, least: number, most: number }} Placed `scrolled`: whether the layout before it scrolled; `least` and `most`: how little and how much height the picture can use
 */

import { heroLayout } from '../layout/hero-layout.js';

export const SCROLLBAR = 14;

/** @returns {(scene: Scene, room: Room, wishes: Wishes) => Placed | null} null where nothing has changed */
export function createPlacing() {
  /** @type {readonly unknown[]} */
  let known = [];
  let scrolled = false;
  return (scene, room, wishes) => {
    const wanted = { ...heroShape(scene, room), ...wishes };
    const next = [room, ...Object.values(wishes), wanted.task, ...wanted.lanes.flatMap((lane) => Object.values(lane)), ...Object.values(wanted.difference ?? {})];
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

/** What the rows are laid out from. @param {Pick<Scene, 'task' | 'visible' | 'lanes'> & Partial<Pick<Scene, 'difference'>>} scene @param {Room} room @returns {HeroShape} */
export function heroShape({ task, visible, lanes, difference }, room) {
  return {
    ...room, task, lanes: visible.map((lane) => shapeOf(lanes[lane])),
    difference: difference ? { layers: difference.values ? difference.minuend.layers : 0, hiddenSize: difference.minuend.hiddenSize } : null,
  };
}

/** @param {SceneLane} lane what its room depends on */
function shapeOf({ lane, layers, hiddenSize, clock }) {
  return { lane, layers, hiddenSize, modules: clock?.periods.length ?? 0 };
}
