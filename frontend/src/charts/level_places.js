/**
 * Where the names of levels stand: on or under their line, at whichever end or place between no curve runs and no other text stands. Pure.
 *
 * @typedef {{ key: string, y: number, width: number }} Name a level: `y` of its line, `width` of its text, in pixels of the plot
 * @typedef {{ x: number, above: boolean, spot: string }} Place `x`: left edge of the text
 * @typedef {readonly (readonly [x: number, y: number])[]} Polyline pixels of the plot, x increasing
 * @typedef {{ left: number, right: number, top: number, bottom: number }} Box
 */

export const TEXT_HEIGHT = 15;
/** Where along the line a text may stand, as a share of the room that is left; the ends first. */
const ALONG = [1, 0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.12];
const SAMPLE = 3;
/** Letters keep off the edge of their box: what only grazes it runs through no text. */
const MARGIN = 2;
/** Never outside nor on another text, however many curves run there. */
const COST = { outside: 1e9, text: 1e6, curve: 10, line: 8, spot: 1 };
/** A text stays where it is unless another place is better by more than this: it must not jump about while curves grow. */
const STAY = 6;

/**
 * @param {readonly Name[]} names
 * @param {{ width: number, height: number }} plot
 * @param {readonly Polyline[]} curves
 * @param {ReadonlyMap<string, Place>} [kept] where they stood last
 * @returns {Map<string, Place>}
 */
export function placeNames(names, plot, curves, kept = new Map()) {
  const choices = names.map((name) => {
    const lines = names.filter(({ key }) => key !== name.key).map(({ y }) => y);
    return candidates(name, plot.width).map((place) => {
      const box = boxOf(name, place);
      return { place, box, cost: costOf(box, plot, curves, lines) + spotCost(place) - (place.spot === kept.get(name.key)?.spot ? STAY : 0) };
    });
  });
  const best = cheapest(choices);
  return new Map(names.map(({ key }, index) => [key, best[index].place]));
}

/** @typedef {{ place: Place, box: Box, cost: number }} Choice */

/**
 * One choice a name, the cheapest together: a name that takes the only place of another is not well placed.
 * @param {readonly Choice[][]} choices
 * @returns {Choice[]}
 */
function cheapest([first, ...others]) {
  if (!first) return [];
  /** @type {{ cost: number, taken: Choice[] }[]} */
  let together = first.map((choice) => ({ cost: choice.cost, taken: [choice] }));
  for (const next of others) {
    together = together.flatMap(({ cost, taken }) => next.map((choice) => ({
      cost: cost + choice.cost + taken.filter(({ box }) => overlaps(box, choice.box)).length * COST.text, taken: [...taken, choice],
    })));
  }
  return together.reduce((best, each) => (each.cost < best.cost ? each : best)).taken;
}

/** @param {Name} name @param {number} room @returns {Place[]} the most welcome first */
function candidates({ width }, room) {
  return ALONG.flatMap((share) => [true, false].map((above) => ({ x: share * Math.max(0, room - width), above, spot: `${share} ${above}` })));
}

/** @param {Name} name @param {Place} place @returns {Box} */
export function boxOf({ y, width }, { x, above }) {
  return { left: x, right: x + width, top: above ? y - TEXT_HEIGHT : y, bottom: above ? y : y + TEXT_HEIGHT };
}

/** @param {Box} box @param {{ width: number, height: number }} plot @param {readonly Polyline[]} curves @param {number[]} lines */
function costOf(box, plot, curves, lines) {
  const outside = box.top < -1 || box.bottom > plot.height + 1 ? COST.outside : 0;
  const struck = lines.filter((y) => y > box.top + 2 && y < box.bottom - 2).length * COST.line;
  return outside + struck + curves.reduce((sum, curve) => sum + crossings(curve, box), 0) * COST.curve;
}

/** @param {Place} place */
function spotCost({ spot }) {
  const [share, above] = spot.split(' ');
  return (2 * ALONG.indexOf(Number(share)) + Number(above === 'false')) * COST.spot;
}

/** @param {Box} one @param {Box} other */
export function overlaps(one, other) {
  return one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1;
}

/** At how many samples of its width a curve runs through a box. @param {Polyline} curve @param {Box} box */
export function crossings(curve, { left, right, top, bottom }) {
  let count = 0;
  let at = 0;
  for (let x = left; x <= right; x += SAMPLE) {
    while (at < curve.length - 1 && curve[at + 1][0] < x) at += 1;
    const [from, to] = [curve[at], curve[at + 1]];
    if (!from || !to || x < from[0] || x > to[0]) continue;
    const share = to[0] > from[0] ? (x - from[0]) / (to[0] - from[0]) : 0;
    const y = from[1] + share * (to[1] - from[1]);
    if (y > top + MARGIN && y < bottom - MARGIN) count += 1;
  }
  return count;
}

/** About as wide as a text of 11 pixels is: Hangul takes a square. @param {string} text */
export function textWidth(text) {
  let width = 4;
  for (const sign of text) width += sign >= '\u1100' ? 11 : 6.3;
  return width;
}
