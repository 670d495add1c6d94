/**
 * A strip of twenty seeds, trained here in spare time: a small loss curve each; one that is opened trains before the
 * eyes.
 */

import type { LessonView } from '../../../core/model/lesson.ts';
import type { State } from '../../../core/model/types.ts';
import type { Asking, AskView } from './ask.ts';
import type { Reading } from '../../../core/questions/seed_readings.ts';
import { createSeedRuns } from '../../../core/questions/seed_runs.ts';
import { modelsOfTrial } from '../../../core/questions/seeds.ts';
import { documentOf, SEEDS, TRIAL } from '../course/relu.ts';
import { el, setAttribute, setText, svg } from '../../../ui/dom.ts';
import { createVote } from './vote.ts';

const [WIDTH, HEIGHT] = [40, 26];
/** The loss at the top of a small curve, and at its bottom, as powers of ten. */
const [TOP, BOTTOM] = [0.3, -4];

export function createSeeds(asking: Asking): AskView {
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

  function cellOf(seed: number) {
    return el('button', { type: 'button', class: 'lesson-seed', onclick: () => open(seed) }, String(seed), curve([]));
  }

  /** @returns in the order of the seeds */
  function readingsNow(): Reading[] {
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
    const of = (came: Reading['outcome']) => readings.filter(({ outcome }) => outcome === came).length;
    counts.hidden = readings.length < SEEDS || !store.get().lesson?.reading?.done;
    setText(
      counts, words('lesson.relu.seeds.counts', { solved: of('solved'), diverged: of('diverged'), seeds: SEEDS }),
    );
  }

  function open(seed: number) {
    const { catalog } = store.get();
    if (!catalog) return;
    actions.answerLesson({ opened: seed });
    actions.edit(documentOf(seed)(catalog), { preset: null, selectedLane: 0 });
    actions.play();
  }

  function update(lesson: LessonView, state: State) {
    vote.update(lesson, state);
    for (const [seed, cell] of cells.entries()) {
      const fate = lesson.answer.fates?.[String(seed)];
      setAttribute(cell, 'data-fate', fate ?? null);
      setAttribute(cell, 'aria-pressed', String(lesson.answer.opened === seed));
      setAttribute(
        cell, 'aria-label', words(fate ? `lesson.relu.seeds.fate.${fate}` : 'lesson.relu.seeds.open', { seed }),
      );
    }
    if (state.link.state === 'open' && !state.watching) runs.work();
    count();
  }

  return { root: el('div', { class: 'lesson-seeds-ask' }, vote.root, strip, counts), update, end: runs.stop };
}

/** @param losses null: not finite @returns the loss on a logarithmic axis */
function curve(losses: readonly (number | null)[]): SVGElement {
  const y = (loss: number | null) => (HEIGHT * (TOP - Math.max(BOTTOM, Math.log10(loss ?? Infinity)))) / (TOP - BOTTOM);
  const points = losses.map((loss, index) =>
    `${((WIDTH * index) / (losses.length - 1)).toFixed(1)},${y(loss).toFixed(1)}`);
  return svg(
    'svg',
    {
      viewBox: `0 -1 ${WIDTH} ${HEIGHT + 2}`, class: 'lesson-curve', 'aria-hidden': 'true', preserveAspectRatio: 'none',
    },
    svg('polyline', {
      points: points.join(' '), fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5,
      'vector-effect': 'non-scaling-stroke',
    }),
  );
}
