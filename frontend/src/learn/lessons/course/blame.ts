/** Blame travels back: what the last loss says of the first state, and a finite difference beside it. */

import type { Lesson } from '../../../core/model/lesson.ts';
import type { RunView } from '../../../core/model/types.ts';
import { agreement } from '../../../core/unit/agreement.ts';
import { threeFigures, whole } from '../../../core/text/number.ts';
import { laneNow } from '../readings.ts';
import { preset } from '../starting.ts';

const AT = 60;
/** The last of the four time steps. */
const LAST = 3;
/** The first letter, changed by a tenth. */
const PEBBLE = '1:1:0.1:a';
const CHECKED = [0, 2, 1] as const;
const start = { document: preset('hello'), at: AT, panels: ['triangle'] };
/** The least share of each answer, largest first. */
const SHARES = { most: 1 / 3, tenth: 0.1, hundredth: 0.01, less: 0 };

export const blame: Lesson = {
  id: 'blame',
  steps: [
    {
      id: 'share', start, lit: { selector: '.time-card[data-kind="triangle"]' }, veil: { cards: ['triangle'] },
      ask: { kind: 'vote', options: Object.keys(SHARES) },
      reading({ run, answer }) {
        const row = lastRow(run);
        if (!row) return { done: false };
        const share = row[0] / row[LAST];
        const truth = Object.entries(SHARES).find(([, least]) => share >= least)?.[0];
        const params = {
          near: threeFigures(row[LAST]), far: threeFigures(row[0]), parts: whole(1 / share),
          truth: `lesson.blame.share.option.${truth}`,
        };
        return { done: answer.vote !== undefined, right: answer.vote === truth, key: 'said', params };
      },
    },
    {
      id: 'ribbon', cold: start, lit: { rows: ['prediction', 'state'] }, ask: { kind: 'follow', timeStep: LAST },
      reading({ state, run }) {
        const row = lastRow(run);
        if (!row) return { done: false };
        const params = Object.fromEntries(row.map((norm, column) => [`h${column + 1}`, threeFigures(norm)]));
        return { done: state.lossTimeStep === LAST, key: 'said', params };
      },
    },
    {
      id: 'check', cold: start, lit: { rows: ['state'], from: CHECKED[1], to: CHECKED[1] },
      ask: { kind: 'check', lane: 0, index: CHECKED },
      reading({ answer: { check } }) {
        if (!check) return { done: false };
        const agrees = agreement(check.difference, check.backprop);
        return { done: agrees === 'agree', key: 'said', params: {
          difference: threeFigures(check.difference), backprop: threeFigures(check.backprop),
          verdict: `lesson.blame.check.${agrees}`,
        } };
      },
    },
    {
      id: 'pebble', start: { ...start, panels: [], details: { try: 'poke' } },
      lit: { selector: '#try-poke' }, ask: { kind: 'set', name: 'poke', text: PEBBLE },
      reading({ state }) {
        const { poke } = state.findings;
        if (!poke) return { done: false };
        const params = {
          first: threeFigures(Number(poke.first)), last: threeFigures(Number(poke.last)),
          linear: threeFigures(Number(poke.linear)),
        };
        return { done: state.details.poke === PEBBLE && poke.time === 0 && poke.size === 0.1, key: 'said', params };
      },
    },
  ],
};

/** @returns what the last loss says of each state; null before the triangle has been measured */
function lastRow(run: RunView): number[] | null {
  const triangle = laneNow(run, 0)?.tensors.get('gradient_triangle');
  if (!triangle) return null;
  const count = triangle.shape[0];
  return Array.from({ length: count }, (_, column) => Number(triangle.data[(count - 1) * count + column]));
}
