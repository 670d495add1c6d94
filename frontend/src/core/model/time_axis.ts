/** The one horizontal axis that inputs, cells, gradient bars, predictions and the profile share. */
export interface TimeAxis {
  /** time steps */ count: number;
  /** pixels from one time step to the next */ pitch: number;
  /** width of a cell */ column: number;
  /** width of the rail between two cells, at least `MINIMUM_RAIL` in slots of the usual width */ gap: number;
  /** x of the first time step's slot */ start: number;
  /** pixels of the whole sequence, the start included */ width: number;
  /** whether the sequence is wider than the room it was given */ scrolls: boolean;
}

/** The gradient has a rail of its own between the columns, narrower than this only where a whole sequence is to fit. */
export const MINIMUM_RAIL = 10;
const TOUCH_PITCH = 44;
/** Pixels of a slot: at least so many show the whole sequence; a longer one is scrolled in slots of the usual width. */
const SLOTS = {
  page: { least: 9, usual: 15 }, phone: { least: 6, usual: 7 }, finger: { least: TOUCH_PITCH, usual: TOUCH_PITCH },
};
const LARGEST_PITCH = 220;
const RAIL_SHARE = 0.42;
/** Of its slot, for what is a little narrower than it is high. */
const SLOT_SHARE = 1.15;

/**
 * @param request `room`: pixels between `start` and the right edge; `kind`: whose slots, those of a page, of a phone or
 *   of a finger; `whole`: however long the
 *   sequence is, it fits
 */
export function timeAxis(
  {
    count, room, start, kind = 'page', whole = false,
  }: { count: number, room: number, start: number, kind?: keyof typeof SLOTS, whole?: boolean },
): TimeAxis {
  const { least, usual } = SLOTS[kind];
  const fits = whole || room / count >= least;
  const pitch = Math.min(LARGEST_PITCH, fits ? room / count : usual);
  const rail = pitch < SLOTS.page.usual ? 0 : MINIMUM_RAIL;
  const column = Math.max(1, Math.floor(pitch - Math.max(rail, RAIL_SHARE * pitch)));
  const spare = Math.max(0, room - pitch * count);
  const first = start + spare / 2;
  return {
    count, pitch, column, gap: pitch - column, start: first, width: first + pitch * count,
    scrolls: pitch * count > room + 0.5,
  };
}

/** @param count time steps @param room pixels @returns whether a finger meets each column of the whole sequence */
export function fitsFingers(count: number, room: number): boolean {
  return room / count >= TOUCH_PITCH;
}

/** @returns left edge of the cell, on a whole pixel */
export function columnLeft(axis: TimeAxis, timeStep: number): number {
  return Math.round(axis.start + timeStep * axis.pitch + axis.gap / 2);
}

/** @param wanted pixels @returns no wider than a letter may be that keeps clear of its neighbours */
export function withinSlot({ pitch }: TimeAxis, wanted: number): number {
  return Math.min(wanted, pitch * SLOT_SHARE);
}

/** @returns middle of the cell */
export function columnCentre(axis: TimeAxis, timeStep: number): number {
  return columnLeft(axis, timeStep) + axis.column / 2;
}

/** @returns x of the rail that ends at the time step */
export function railBefore(axis: TimeAxis, timeStep: number): [left: number, right: number] {
  return [columnLeft(axis, timeStep - 1) + axis.column, columnLeft(axis, timeStep)];
}

/** The time step whose slot holds x; null outside the sequence. */
export function timeStepAt(axis: TimeAxis, x: number) {
  const timeStep = Math.floor((x - axis.start) / axis.pitch);
  return timeStep >= 0 && timeStep < axis.count ? timeStep : null;
}

/** First and last time step of which any part lies between two x. */
export function visibleSteps(axis: TimeAxis, left: number, right: number): [first: number, last: number] {
  const inside = (x: number) => Math.max(0, Math.min(axis.count - 1, Math.floor((x - axis.start) / axis.pitch)));
  return [inside(left), inside(right)];
}

const TICK_STEPS = [1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 250, 500];

/**
 * The time steps that get a printed number: the first, the last and round ones between, none closer than `room` pixels.
 * @returns 0-based time steps
 */
export function timeTicks(axis: TimeAxis, room: number): number[] {
  const every = TICK_STEPS.find((step) => step * axis.pitch >= room) ?? axis.count;
  const last = axis.count - 1;
  const round = Array.from({ length: Math.floor(axis.count / every) }, (_, index) => (index + 1) * every - 1);
  const between = round.filter((step) => step * axis.pitch >= room && (last - step) * axis.pitch >= room);
  return [...new Set([0, ...between, last])];
}

/** Pixels behind the last time step. */
export const END_ROOM = 14;

/**
 * The scroll position that brings a time step into sight with as little movement as possible.
 * @param view `inset`: pixels on the left that a fixed margin covers
 */
export function scrollToShow(
  axis: TimeAxis,
  timeStep: number,
  { left, width, inset }: { left: number, width: number, inset: number },
) {
  const [from, to] = [axis.start + timeStep * axis.pitch, axis.start + (timeStep + 1) * axis.pitch];
  if (from - axis.pitch < left + inset) return Math.max(0, from - inset - axis.pitch);
  if (to + axis.pitch > left + width) return Math.min(axis.width + END_ROOM - width, to + axis.pitch - width);
  return left;
}
