/**
 * A strip of twenty recorded seeds, a small loss curve each; one that is opened trains anew, here and now.
 *
 * @import { Asking, AskView } from './ask.d.ts'
 *
 * @typedef {{ updates: number, seeds: { seed: number, solved_at: number | null, losses: number[] }[] }} Strip made by scripts/record_relu_seeds.py
 */

import { documentOf } from '../../../lessons/course/relu.js';
import { el, setAttribute, svg } from '../../dom.js';
import { createVote } from './vote.js';

const STRIP = new URL('../../../../recordings/relu-seeds.json', import.meta.url);
const [WIDTH, HEIGHT] = [40, 26];
/** The loss at the top of a small curve, and at its bottom, as powers of ten. */
const [TOP, BOTTOM] = [0.3, -4];

/** @param {Asking} asking @returns {AskView} */
export function createSeeds(asking) {
  const { store, services: { actions }, words } = asking;
  const vote = createVote(asking);
  const strip = el('div', { class: 'lesson-seeds', role: 'group', 'aria-label': words('lesson.relu.seeds.strip') });
  /** @type {Map<number, HTMLElement>} */
  const cells = new Map();
  void fill();

  async function fill() {
    const { seeds } = /** @type {Strip} */ (await (await fetch(STRIP)).json());
    for (const { seed, losses } of seeds) {
      const cell = el('button', { type: 'button', class: 'lesson-seed', onclick: () => open(seed) }, String(seed), curve(losses));
      cells.set(seed, cell);
      strip.append(cell);
    }
    const { lesson } = store.get();
    if (lesson) update(lesson, store.get());
  }

  /** @param {number} seed */
  function open(seed) {
    const { catalog } = store.get();
    if (!catalog) return;
    actions.answerLesson({ opened: seed });
    actions.edit(documentOf(seed)(catalog), { preset: null, selectedLane: 0 });
    actions.play();
  }

  /** @type {AskView['update']} */
  function update(lesson) {
    vote.update(lesson, store.get());
    for (const [seed, cell] of cells) {
      const fate = lesson.answer.fates?.[String(seed)];
      setAttribute(cell, 'data-fate', fate ?? null);
      setAttribute(cell, 'aria-pressed', String(lesson.answer.opened === seed));
      setAttribute(cell, 'aria-label', words(fate ? `lesson.relu.seeds.fate.${fate}` : 'lesson.relu.seeds.open', { seed }));
    }
  }

  return { root: el('div', { class: 'lesson-seeds-ask' }, vote.root, strip), update };
}

/** @param {readonly number[]} losses @returns {SVGElement} the loss on a logarithmic axis */
function curve(losses) {
  const y = (/** @type {number} */ loss) => (HEIGHT * (TOP - Math.max(BOTTOM, Math.log10(loss)))) / (TOP - BOTTOM);
  const points = losses.map((loss, index) => `${((WIDTH * index) / (losses.length - 1)).toFixed(1)},${y(loss).toFixed(1)}`);
  return svg('svg', { viewBox: `0 -1 ${WIDTH} ${HEIGHT + 2}`, class: 'lesson-curve', 'aria-hidden': 'true', preserveAspectRatio: 'none' }, svg('polyline', { points: points.join(' '), fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5, 'vector-effect': 'non-scaling-stroke' }));
}
