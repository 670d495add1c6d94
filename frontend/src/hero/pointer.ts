/** Pointer and keyboard of the hero: hover reveals, a click pins, arrow keys walk through time and units. */

import type { Cursor, Services, State, Store } from '../core/model/types.ts';
import type { HeroLayout } from '../core/model/hero_layout.ts';
import type { Scene } from './scene.ts';
import { hitAt, lossAt } from './layout/hit.ts';
import { isScored, placeWords } from './readings.ts';

/** `offset`: the time step that stands first in the layout. */
export type View = {
  layout: () => HeroLayout | null;
  scene: () => Scene | null;
  scroll: () => number;
  offset: () => number;
  hovered: (place: { cursor: Cursor, x: number, y: number } | null) => void;
  revealed: (timeStep: number) => void;
};

/**
 * @param scroller what catches the pointer and has the focus
 * @returns unmount
 */
export function listen(scroller: HTMLElement, store: Store<State>, { actions, t }: Services, view: View): () => void {
  function placeOf(event: PointerEvent | MouseEvent) {
    const layout = view.layout();
    if (!layout) return null;
    const box = scroller.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (x < layout.gutter - 4) return null;
    const { cursor, selectedLane } = store.get();
    const chosen = cursor ?? { lane: selectedLane, layer: 0, unit: 0 };
    const hit = hitAt(
      layout, x + view.scroll(), y, layout.lanes.some(({ lane }) => lane === chosen.lane) ? chosen : null,
    );
    return hit
      && { cursor: { lane: hit.lane, layer: hit.layer, timeStep: hit.timeStep + view.offset(), unit: hit.unit }, x, y };
  }

  /** @returns time step of the loss under the pointer */
  function lossUnder(event: MouseEvent): number | null {
    const [layout, scene] = [view.layout(), view.scene()];
    if (!layout || !scene?.frame) return null;
    const box = scroller.getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top, scroll: view.scroll() };
    const offset = view.offset();
    const loss = at.x < layout.gutter - 4
      ? null
      : lossAt(layout, at, { lastLoss: scene.lastLoss - offset, isScored: (step) => isScored(scene, step + offset) });
    return loss === null ? null : loss + offset;
  }

  function move(event: PointerEvent) {
    if (event.pointerType === 'touch') return;
    const place = placeOf(event);
    scroller.toggleAttribute('data-over-loss', lossUnder(event) !== null);
    const { pinned, cursor } = store.get();
    if (place && !pinned && !same(place.cursor, cursor)) actions.setCursor(place.cursor);
    view.hovered(place);
  }

  function click(event: MouseEvent) {
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

  /** A phone's columns, with the one that was tapped in sight. */
  function openColumn(timeStep: number) {
    actions.setColumns(true);
    store.flush();
    view.revealed(timeStep);
  }

  /** Back from one loss, or no longer. */
  function followLoss(loss: number) {
    actions.followLoss(store.get().lossTimeStep === loss ? null : loss);
  }

  function leave() {
    view.hovered(null);
  }

  function press(event: KeyboardEvent) {
    const [layout, scene] = [view.layout(), view.scene()];
    if (!layout || !scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const { cursor, selectedLane } = store.get();
    if (event.key.toLowerCase() === 'l') return followKey(event, scene, cursor?.timeStep ?? scene.lastLoss);
    const next = afterKey(
      event.key, cursor ?? { lane: selectedLane, layer: 0, timeStep: scene.lastLoss, unit: 0 }, scene, cursor === null,
    );
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    actions.pin(next);
    view.revealed(next.timeStep);
    store.set({ announcement: { text: placeWords(scene, next, t), assertive: false } });
  }

  /** The loss of the chosen time step, or of the next one that is scored. */
  function followKey(event: KeyboardEvent, scene: Scene, timeStep: number) {
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

/** On a phone a whole sequence has columns that no finger can tell apart. */
function isTooNarrow(layout: HeroLayout | null) {
  return layout !== null && layout.touch && !layout.columns;
}

function same(place: Cursor, cursor: Cursor | null) {
  return cursor !== null
    && ['lane', 'layer', 'timeStep', 'unit'].every((key) => place[key as keyof Cursor] === cursor[key as keyof Cursor]);
}

/**
 * Left and right walk through time, up and down through the units and, past their ends, the layers; Home and End jump.
 * @param fresh nothing was selected yet: the first key only selects
 * @returns null: the key is not the hero's
 */
export function afterKey(key: string, cursor: Cursor, { task, lanes }: Scene, fresh: boolean): Cursor | null {
  const { layers, hiddenSize } = lanes[cursor.lane];
  const last = task.sequence_length - 1;
  const toTime = (timeStep: number) => ({ ...cursor, timeStep: Math.max(0, Math.min(last, timeStep)) });
  const toUnit = (index: number) => {
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
