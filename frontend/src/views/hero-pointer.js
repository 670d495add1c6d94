/**
 * Pointer and keyboard of the hero: hover reveals, a click pins, arrow keys walk through time and units.
 *
 * @import { Cursor, Services, State, Store } from '../state/types.d.ts'
 * @import { HeroLayout } from '../layout/hero-layout.js'
 * @import { Scene } from './hero-scene.js'
 */

import { hitAt, lossAt } from '../layout/hit.js';
import { isScored, placeWords } from './hero-readings.js';

/**
 * `offset`: the time step that stands first in the layout.
 *
 * @typedef {{ layout: () => HeroLayout | null, scene: () => Scene | null, scroll: () => number,
 *   offset: () => number, hovered: (place: { cursor: Cursor, x: number, y: number } | null) => void, revealed: (timeStep: number) => void }} View
 */

/**
 * @param {HTMLElement} scroller what catches the pointer and has the focus
 * @param {Store<State>} store
 * @param {Services} services
 * @param {View} view
 * @returns {() => void} unmount
 */
export function listen(scroller, store, { actions, t }, view) {
  /** @param {PointerEvent | MouseEvent} event */
  function placeOf(event) {
    const layout = view.layout();
    if (!layout) return null;
    const box = scroller.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (x < layout.gutter - 4) return null;
    const { cursor, selectedLane } = store.get();
    const chosen = cursor ?? { lane: selectedLane, layer: 0, unit: 0 };
    const hit = hitAt(layout, x + view.scroll(), y, layout.lanes.some(({ lane }) => lane === chosen.lane) ? chosen : null);
    return hit && { cursor: { lane: hit.lane, layer: hit.layer, timeStep: hit.timeStep + view.offset(), unit: hit.unit }, x, y };
  }

  /** @param {MouseEvent} event @returns {number | null} time step of the loss under the pointer */
  function lossUnder(event) {
    const [layout, scene] = [view.layout(), view.scene()];
    if (!layout || !scene?.frame) return null;
    const box = scroller.getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top, scroll: view.scroll() };
    const offset = view.offset();
    const loss = at.x < layout.gutter - 4 ? null : lossAt(layout, at, { lastLoss: scene.lastLoss - offset, isScored: (step) => isScored(scene, step + offset) });
    return loss === null ? null : loss + offset;
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (event.pointerType === 'touch') return;
    const place = placeOf(event);
    scroller.toggleAttribute('data-over-loss', lossUnder(event) !== null);
    const { pinned, cursor } = store.get();
    if (place && !pinned && !same(place.cursor, cursor)) actions.setCursor(place.cursor);
    view.hovered(place);
  }

  /** @param {MouseEvent} event */
  function click(event) {
    const loss = lossUnder(event);
    if (loss !== null) return followLoss(loss);
    const place = placeOf(event);
    if (!place) return;
    if (isTooNarrow(view.layout())) return openColumn(place.cursor.timeStep);
    const { pinned, cursor } = store.get();
    if (pinned && same(place.cursor, cursor)) actions.unpin();
    else actions.pin(place.cursor);
    view.hovered(place);
  }

  /** A phone's columns, with the one that was tapped in sight. @param {number} timeStep */
  function openColumn(timeStep) {
    actions.setColumns(true);
    store.flush();
    view.revealed(timeStep);
  }

  /** Back from one loss, or no longer. @param {number} loss */
  function followLoss(loss) {
    actions.followLoss(store.get().loss === loss ? null : loss);
  }

  function leave() {
    view.hovered(null);
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const [layout, scene] = [view.layout(), view.scene()];
    if (!layout || !scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const { cursor, selectedLane } = store.get();
    if (event.key.toLowerCase() === 'l') return followKey(event, scene, cursor?.timeStep ?? scene.lastLoss);
    const next = afterKey(event.key, cursor ?? { lane: selectedLane, layer: 0, timeStep: scene.lastLoss, unit: 0 }, scene, cursor === null);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    actions.pin(next);
    view.revealed(next.timeStep);
    store.set({ announcement: { text: placeWords(scene, next, t), assertive: false } });
  }

  /** The loss of the chosen time step, or of the next one that is scored. @param {KeyboardEvent} event @param {Scene} scene @param {number} timeStep */
  function followKey(event, scene, timeStep) {
    event.preventDefault();
    event.stopPropagation();
    let loss = timeStep;
    while (loss < scene.lastLoss && !isScored(scene, loss)) loss += 1;
    if (isScored(scene, loss)) followLoss(loss);
  }

  scroller.addEventListener('pointermove', move);
  scroller.addEventListener('pointerleave', leave);
  scroller.addEventListener('click', click);
  scroller.addEventListener('keydown', press);
  return () => {
    scroller.removeEventListener('pointermove', move);
    scroller.removeEventListener('pointerleave', leave);
    scroller.removeEventListener('click', click);
    scroller.removeEventListener('keydown', press);
  };
}

/** On a phone a whole sequence has columns that no finger can tell apart. @param {HeroLayout | null} layout */
function isTooNarrow(layout) {
  return layout !== null && layout.touch && !layout.columns;
}

/** @param {Cursor} place @param {Cursor | null} cursor */
function same(place, cursor) {
  return cursor !== null && ['lane', 'layer', 'timeStep', 'unit'].every((key) => place[/** @type {keyof Cursor} */ (key)] === cursor[/** @type {keyof Cursor} */ (key)]);
}

/**
 * Left and right walk through time, up and down through the units and, past their ends, the layers; Home and End jump.
 *
 * @param {string} key
 * @param {Cursor} cursor
 * @param {Scene} scene
 * @param {boolean} fresh nothing was selected yet: the first key only selects
 * @returns {Cursor | null} null: the key is not the hero's
 */
export function afterKey(key, cursor, { task, lanes }, fresh) {
  const { layers, hiddenSize } = lanes[cursor.lane];
  const last = task.sequence_length - 1;
  const toTime = (/** @type {number} */ timeStep) => ({ ...cursor, timeStep: Math.max(0, Math.min(last, timeStep)) });
  const toUnit = (/** @type {number} */ index) => {
    const place = Math.max(0, Math.min(layers * hiddenSize - 1, index));
    return { ...cursor, layer: layers - 1 - Math.floor(place / hiddenSize), unit: place % hiddenSize };
  };
  const unit = (layers - 1 - cursor.layer) * hiddenSize + cursor.unit;
  switch (key) {
    case 'ArrowLeft':
      return toTime(cursor.timeStep - (fresh ? 0 : 1));
    case 'ArrowRight':
      return toTime(cursor.timeStep + (fresh ? 0 : 1));
    case 'PageUp':
      return toTime(cursor.timeStep - 10);
    case 'PageDown':
      return toTime(cursor.timeStep + 10);
    case 'Home':
      return toTime(0);
    case 'End':
      return toTime(last);
    case 'ArrowUp':
      return toUnit(unit - (fresh ? 0 : 1));
    case 'ArrowDown':
      return toUnit(unit + (fresh ? 0 : 1));
    case 'Enter':
      return cursor;
    default:
      return null;
  }
}
