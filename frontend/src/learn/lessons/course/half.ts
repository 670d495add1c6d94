/** Half a rule: whose gradient grows at a spectral radius above 1, and whose doubles at one of 0. */

import type { Step, Lesson } from '../../../core/model/lesson.ts';
import { threeFigures } from '../../../core/text/number.ts';
import { gainNow, profileOf } from '../readings.ts';
import { linked, preset } from '../starting.ts';

const RADIUS = 'recurrent_init=gaussian&{}.recurrent_init.spectral_radius=1.1';
const lane = (letter: string, activation: string) => (
  `${letter}=rnn&${letter}.activation=${activation}&${letter}.hidden_size=32&${letter}.${RADIUS.replace('{}', letter)}`
    + `&${letter}.optimizer=sgd&${letter}.optimizer.learning_rate=0&${letter}.clip=none`
);
const start = {
  document: linked(
    `task=temporal_order&task.length=100&${lane('a', 'identity')}&${lane('b', 'tanh')}&batch_size=64&weight_seed=1`,
  ),
  panels: ['spectrum'],
};

/** A gain within this of 1, in nats, keeps the gradient. */
const NEAR = 0.03;
const edge = linked(
  `task=temporal_order&task.length=50&${lane('a', 'identity').replace('=1.1', '=0.7')}&batch_size=32&weight_seed=1`,
);

/** Five gains over three lengths, few enough to be there within seconds. */
const MAP = 'a@lanes.0.cell.recurrent_init.gain:0.25,0.5,1,1.5,3@task.length:10,20,30@300@loss';
const mapped = linked('task=temporal_order&task.length=20&a=rnn&a.recurrent_init=gaussian');

export const half: Lesson = {
  id: 'half',
  steps: [
    {
      ...voting('linear', 0), start, after: { gradients: true, lane: 1 },
      trial: { plan: 'a:8:both@1', rows: ['gain.first'] },
    },
    { ...voting('tanh', 1), cold: start, trial: { plan: 'b:8:both@1', rows: ['gain.first'] } },
    {
      id: 'dial', start: { document: edge, details: { try: 'dial' }, selectedLane: 0 }, lit: { selector: '#try-dial' },
      ask: {
        kind: 'turn', path: ['lanes', 0, 'cell', 'recurrent_init', 'spectral_radius'],
        minimum: 0.5, maximum: 1.5, step: 0.05,
      },
      reading({ state, run }) {
        const gain = gainNow(run, 0);
        const radius = Number(state.findings.dial?.radius ?? NaN);
        return {
          done: Math.abs(Math.log(gain)) < NEAR, key: 'said',
          params: { radius: threeFigures(radius), gain: threeFigures(gain) },
        };
      },
    },
    { ...voting('nilpotent', 0), start: { document: preset('nilpotent') } },
    {
      id: 'portrait', start: { document: preset('nilpotent'), details: { try: 'portrait' } },
      lit: { selector: '#try-portrait' }, ask: { kind: 'vote', options: ['attracts', 'repels'] },
      reading({ state, answer }) {
        const { portrait } = state.findings;
        if (!portrait || !(Number(portrait.unstable) > 0)) return { done: false };
        const params = {
          stable: Number(portrait.stable), unstable: Number(portrait.unstable),
          radius: threeFigures(Number(portrait.radius)),
        };
        const truth = Number(portrait.radius) > 1 ? 'repels' : 'attracts';
        return { done: answer.vote !== undefined, right: answer.vote === truth, key: 'said', params };
      },
    },
    {
      id: 'map', start: { document: mapped, details: { try: 'map', map: MAP } },
      lit: { selector: '#try-map' }, ask: { kind: 'vote', options: ['wider', 'same', 'narrower'] },
      reading({ state, answer }) {
        const { map } = state.findings;
        if (!map || map.done !== map.total) return { done: false };
        const [low, high] = [Number(map.low), Number(map.high)];
        const truth = high < low ? 'narrower' : high > low ? 'wider' : 'same';
        return {
          done: answer.vote !== undefined, right: answer.vote === truth, key: 'said',
          params: { low, high, columns: Number(map.columns), truth: `lesson.half.map.option.${truth}` },
        };
      },
    },
  ],
};

/** @param index the lane */
function voting(id: string, index: number): Step {
  return {
    id, lit: { selector: '#spectrum' },
    veil: { gradients: true }, ask: { kind: 'vote', options: ['grows', 'keeps', 'shrinks'] },
    reading({ run, answer }) {
      const profile = profileOf(run, index);
      if (!profile) return { done: false };
      const factor = gainNow(run, index);
      const truth = factor > 1.01 ? 'grows' : factor < 0.99 ? 'shrinks' : 'keeps';
      return { done: answer.vote !== undefined, right: answer.vote === truth, key: 'said', params: {
        factor: threeFigures(factor), truth: `lesson.half.${id}.option.${truth}`, first: threeFigures(profile[0]),
        last: threeFigures(profile[profile.length - 1]),
      } };
    },
  };
}
