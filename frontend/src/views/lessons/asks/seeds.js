/**
 * A strip of twenty seeds, trained here in spare time: a small loss curve each; one that is opened trains before the eyes.
 *
 * @import { Reading } from '../../../asking/seed_readings.js'
 * @import { Asking, AskView } from './ask.d.ts'
 */

import { createSeedRuns } from '../../../asking/seed_runs.js';
import { modelsOfTrial } from '../../../asking/seeds.js';
import { documentOf, SEEDS, TRIAL } from '../../../lessons/course/relu.js';
import { el, setAttribute, setText, svg } from '../../dom.js';
import { createVote } from './vote.js';

const [WIDTH, HEIGHT] = [40, 26];
/** The loss at the top of a small curve, and at its bottom, as powers of ten. */
const [TOP, BOTTOM] = [0.3, -4];

/** @param {Asking} asking @returns {AskView} */
export function createSeeds(asking) {
  const { store, services: { actions, request }, words } = asking;
  const vote = createVote(asking);
  const cells = Array.from({ length: SEEDS }, (_, seed) => cellOf(seed));
  const named = { role: 'group', 'aria-label': words('lesson.relu.seeds.strip') };
  const strip = el('div', { class: 'lesson-seeds', ...named }, ...cells);
  const counts = el('p', { class: 'lesson-record', hidden: true });
  let drawn = 0;
  const runs = createSeedRuns(request, draw);
  const { catalog } = store.get();
  if (catalog) runs.aim(modelsOfTrial(documentOf(0)(catalog), TRIAL));

  /** @param {number} seed */
  function cellOf(seed) {
    return el('button', { type: 'button', class: 'lesson-seed', onclick: () => open(seed) }, String(seed), curve([]));
  }

  /** @returns {Reading[]} in the order of the seeds */
  function readingsNow() {
    return runs.trained()[0]?.readings ?? [];
  }

  /** A seed is there. */
  function draw() {
    const losses = readingsNow().map((reading) => reading.losses);
    for (; drawn < losses.length; drawn += 1) cells[drawn].lastElementChild?.replaceWith(curve(losses[drawn]));
    count();
  }

  /** What became of all of them is said once it gives nothing away. */
  function count() {
    const readings = readingsNow();
    const of = (/** @type {Reading['outcome']} */ came) => readings.filter(({ outcome }) => outcome === came).length;
    counts.hidden = readings.length < SEEDS || !store.get().lesson?.reading?.done;
    setText(counts, words('lesson.relu.seeds.counts', { solved: of('solved'), diverged: of('diverged'), seeds: SEEDS }));
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
  function update(lesson, state) {
    vote.update(lesson, state);
    for (const [seed, cell] of cells.entries()) {
      const fate = lesson.answer.fates?.[String(seed)];
      setAttribute(cell, 'data-fate', fate ?? null);
      setAttribute(cell, 'aria-pressed', String(lesson.answer.opened === seed));
      setAttribute(cell, 'aria-label', words(fate ? `lesson.relu.seeds.fate.${fate}` : 'lesson.relu.seeds.open', { seed }));
    }
    if (state.link.state === 'open' && !state.watching) runs.work();
    count();
  }

  return { root: el('div', { class: 'lesson-seeds-ask' }, vote.root, strip, counts), update, end: runs.stop };
}

/** @param {readonly (number | null)[]} losses null: not finite @returns {SVGElement} the loss on a logarithmic axis */
function curve(losses) {
  const y = (/** @type {number | null} */ loss) => (HEIGHT * (TOP - Math.max(BOTTOM, Math.log10(loss ?? Infinity)))) / (TOP - BOTTOM);
  const points = losses.map((loss, index) => `${((WIDTH * index) / (losses.length - 1)).toFixed(1)},${y(loss).toFixed(1)}`);
  return svg('svg', { viewBox: `0 -1 ${WIDTH} ${HEIGHT + 2}`, class: 'lesson-curve', 'aria-hidden': 'true', preserveAspectRatio: 'none' }, svg('polyline', { points: points.join(' '), fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5, 'vector-effect': 'non-scaling-stroke' }));
}
