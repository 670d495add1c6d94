/** The fading message: two profiles, sketched before they are seen. */

import type { Step, Lesson } from '../../../core/model/lesson.ts';
import { handedOn, largestLoss, ledgerOf, meanEntry } from '../../../core/model/decibels.ts';
import { decibels, threeFigures } from '../../../core/text/number.ts';
import { gainNow, laneNow, profileOf } from '../readings.ts';
import { flatSketch, isNear, sketchedFactor } from '../../../core/model/sketch.ts';
import { LEAKY } from '../../../core/model/formula_presets.ts';
import { linked } from '../starting.ts';

const lane = (letter: string, activation: string) =>
  `${letter}=rnn&${letter}.activation=${activation}&${letter}.optimizer.learning_rate=0.003`;
const start = { document: linked(`task=adding&task.length=50&${lane('a', 'tanh')}&${lane('b', 'sigmoid')}`) };

export const fading: Lesson = {
  id: 'fading',
  steps: [
    sketching('tanh', 0),
    sketching('sigmoid', 1),
    {
      id: 'first', cold: start, lit: { rows: ['profile'] }, ask: { kind: 'point', timeStep: 0 },
      reading({ state, run }) {
        const [tanh, sigmoid] = [profileOf(run, 0), profileOf(run, 1)];
        if (!tanh || !sigmoid) return { done: false };
        const params = {
          tanh: threeFigures(tanh[0]), sigmoid: threeFigures(sigmoid[0]),
          decades: Math.round(Math.log10(tanh[0] / sigmoid[0])),
        };
        return { done: state.cursor?.timeStep === 0, key: 'said', params };
      },
    },
    {
      id: 'ledger',
      start: { ...start, panels: ['ledger'], selectedLane: 1 }, lit: { selector: '.time-card[data-kind="ledger"]' },
      ask: { kind: 'pick', options: ['slope', 'weight', 'around'], several: false },
      reading({ run, answer }) {
        const tensors = laneNow(run, 1)?.tensors;
        const ledger = tensors?.get('ledger');
        const mean = ledger && meanEntry(handedOn(ledgerOf(ledger, 0, tensors?.get('ledger_paths') ?? null)));
        if (!mean) return { done: false };
        const params = { slope: decibels(mean.slope), weight: decibels(mean.weight), gain: decibels(mean.gain) };
        return { done: answer.picks?.length === 1 && answer.picks[0] === largestLoss(mean), key: 'said', params };
      },
    },
    {
      id: 'equation', start: { ...start, details: { try: 'bench' }, selectedLane: 0 },
      lit: { selector: '#try-bench' }, ask: { kind: 'set', name: 'bench', text: LEAKY },
      reading({ state, run }) {
        const gain = Number(state.findings.bench?.gain ?? NaN);
        return {
          done: gain > KEPT && gain < WHOLE, key: 'said',
          params: { gain: threeFigures(gain), plain: threeFigures(gainNow(run, 0)) },
        };
      },
    },
  ],
};

/** Between these a step back keeps the gradient for long, and does not let it grow. */
const [KEPT, WHOLE] = [0.9, 1];

/** @param index the lane */
function sketching(id: 'tanh' | 'sigmoid', index: number): Step {
  return {
    id, [index === 0 ? 'start' : 'cold']: start, lit: { rows: ['profile'] },
    veil: { gradients: true }, after: index === 0 ? { gradients: true, lane: 1 } : undefined,
    ask: { kind: 'sketch', lane: index },
    reading({ run, answer }) {
      const profile = profileOf(run, index);
      if (!profile) return { done: false };
      const params = {
        expected: threeFigures(sketchedFactor(answer.sketch ?? flatSketch(), profile.length)),
        measured: threeFigures(gainNow(run, index)),
      };
      return {
        done: answer.compared === true, right: isNear(answer.sketch ?? flatSketch(), profile), key: 'said', params,
      };
    },
  };
}
