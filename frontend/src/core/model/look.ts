/** Where a page looks, as it tells those who watch it, and how a page that follows looks there too. Pure. */

import type { State } from './types.ts';
import { scrollToShow } from './time_axis.ts';
import { opened, placeText } from './lesson_place.ts';

export type LookCursor = { lane: number, layer: number, time_step: number, unit: number };
/**
 * all from 0 but `lesson`: "4.2" is the second step of the fourth; `step` null: the newest; `held_copy`: which copy is
 * held up on the wall
 */
export type Look = {
  cursor: LookCursor | null;
  pinned: boolean;
  lane: number;
  step: number | null;
  loss: number | null;
  view: State['view'];
  panels: string[];
  lesson: string | null;
  claim: string | null;
  held_copy: number | null;
};

export function lookOf(
  { cursor, pinned, selectedLane, playback, lossTimeStep: loss, view, panels, lesson, claim, catalog, heldCopy }: State,
): Look {
  const known = new Set(catalog?.panels.map(({ kind }) => kind));
  return {
    cursor: cursor && { lane: cursor.lane, layer: cursor.layer, time_step: cursor.timeStep, unit: cursor.unit },
    pinned, lane: selectedLane, step: playback.following ? null : playback.shownStep, loss, view,
    panels: panels.filter((kind) => known.has(kind)),
    lesson: placeText(lesson), claim: claim?.id ?? null, held_copy: heldCopy,
  };
}

/** The step on show is not in it: its frame may have to be fetched. */
export function lookedAt(
  state: State,
  { cursor, pinned, lane, loss, view, panels, lesson, claim, held_copy: heldCopy }: Look,
): Partial<State> {
  const lanes = state.run?.lanes.length ?? 0;
  return {
    cursor: cursor && cursor.lane < lanes
      ? { lane: cursor.lane, layer: cursor.layer, timeStep: cursor.time_step, unit: cursor.unit }
      : null,
    pinned,
    selectedLane: Math.min(lane, Math.max(0, lanes - 1)), lossTimeStep: loss, view, panels, heldCopy: heldCopy ?? null,
    lesson: lessonAt(state, lesson), claim: claimAt(state, claim ?? null),
    ...(cursor && { timeWindow: windowOn(state.timeWindow, cursor.time_step) }),
  };
}

/** @returns scrolled so that the time step is in sight */
function windowOn(shown: State['timeWindow'], timeStep: number): State['timeWindow'] {
  if (!shown?.axis.scrolls) return shown;
  const { axis, scroll, width, gutter } = shown;
  return { ...shown, scroll: scrollToShow(axis, timeStep, { left: scroll, width, inset: gutter }) };
}

/**
 * It asks for no experiment of its own: the run is the other page's.
 * @returns the one that is open already where it is the same
 */
function claimAt({ claim }: State, id: string | null): State['claim'] {
  if (id === (claim?.id ?? null)) return claim;
  return id === null ? null : { id, given: true };
}

/** @returns the one that is open already where it is the same */
function lessonAt({ lesson, catalog }: State, place: string | null): State['lesson'] {
  if (place === placeText(lesson) || !catalog) return lesson;
  const [number, step] = (place ?? '').split('.').map((text) => Number(text) - 1);
  return place !== null && step < (catalog.lessons[number]?.steps.length ?? 0) ? opened({ number, step }) : null;
}
