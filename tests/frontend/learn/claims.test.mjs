import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { readSeeds } from '../../../frontend/src/core/questions/seeds.ts';
import { dialled } from '../../../frontend/src/learn/claims/dial.ts';
import { tries } from '../../../frontend/src/learn/claims/claims.ts';
import { isDue, kept, meanOfLast, readingOf } from '../../../frontend/src/learn/claims/readings.ts';
import { readVotes, VOTES, writeVotes } from '../../../frontend/src/learn/claims/votes.ts';
import { ROWS } from '../../../frontend/src/ui/seeds/seeds_words.ts';
import { wordsOf } from '../support/words.mjs';

const root = new URL('../../../', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, root), 'utf8');
/** @type {import('../../../frontend/src/core/model/claim.ts').Claim[]} */
const ledger = JSON.parse(read('frontend/src/learn/claims/claims.json'));
const words = { en: wordsOf('en'), ko: wordsOf('ko') };
const gaps = (/** @type {string} */ text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

test('sixteen claims, each with its words in both languages', () => {
  assert.equal(ledger.length, 16);
  for (const { id, updates, experiment } of ledger) assert.ok(Number(experiment.steps) > updates, id); // The last of n updates is n − 1.
  for (const { id, verdict } of ledger) {
    assert.ok(VOTES.includes(verdict), id);
    for (const texts of Object.values(words)) for (const part of ['says', 'place', 'test', 'reading', 'shows']) assert.ok(texts[`claim.${id}.${part}`], `${id}.${part}`);
  }
});

test('every quoted figure stands in the line that it is quoted from, over so many seeds', () => {
  for (const { id, evidence } of ledger) {
    for (const texts of Object.values(words)) assert.equal(`claim.${id}.measured` in texts, Boolean(evidence), id);
    if (!evidence) continue;
    for (const { file, row, seeds, figures } of evidence) {
      const lines = read(file).split('\n').filter((line) => line.startsWith(row));
      assert.equal(lines.length, 1, `${id}: ${row}`);
      const cells = lines[0].split('|').map((cell) => cell.trim());
      for (const figure of Object.values(figures)) {
        assert.ok(cells.includes(figure), `${id}: ${figure} in ${lines[0]}`);
        const many = figure.match(/^\d+ of (\d+)$/);
        if (many) assert.equal(Number(many[1]), seeds, id);
        if (figure.includes(', ')) assert.equal(figure.split(', ').length, seeds, id);
      }
    }
    const quoted = new Set(['seeds', ...evidence.flatMap(({ figures }) => Object.keys(figures))]);
    assert.deepEqual(gaps(words.en[`claim.${id}.measured`]).filter((name) => !quoted.has(name)), [], id);
    for (const name of quoted) assert.ok(name === 'seeds' || gaps(words.en[`claim.${id}.measured`]).includes(name), `${id}: ${name} is not said`);
    assert.equal(new Set(evidence.map(({ seeds }) => seeds)).size, 1, id);
  }
});

test('every claim is tried over seeds where they can say it, else it is quoted', () => {
  for (const { id, trial, evidence, experiment, updates } of ledger) {
    assert.ok(trial || evidence, id);
    if (!trial) continue;
    const plan = readSeeds(trial.plan);
    assert.equal(plan?.choices.size, experiment.lanes?.length, id);
    assert.ok(Number(plan?.steps) >= updates, `${id} is read at update ${updates}`);
    for (const row of trial.rows) assert.ok(ROWS.includes(row), `${id}: ${row}`);
  }
});

/** @param {number[]} loss @param {object} [over] @returns {any} */
const lane = (loss, over = {}) => ({ state: 'training', divergedAt: null, series: { length: loss.length, steps: loss.map((_, step) => step), loss: Float32Array.from(loss), metric: Float32Array.from(loss), gradientNorm: Float32Array.from(loss) }, ...over });
const row = (/** @type {number[]} */ data, shape = [1, data.length]) => ({ data: Float32Array.from(data), shape });
/** @returns {any} */
const laneFrame = () => ({
  hiddenGradientNorm: row([0.125, 0.25, 0.5, 1]), stateGradientNorm: row([0.5, 0.5, 0.5, 2]), hiddenState: row([0, 0, 1, 2], [1, 2, 2]),
  weights: { 'W_hh.0': row([-1, 2, -3, 4], [2, 2]) }, tensors: new Map([['input_saliency', row([3, 1, 2, 2], [4])], ['gain_per_step', row([0.5], [1])]]),
});
/** @param {any} [over] @returns {any} */
const run = (over = {}) => ({
  source: 'live', state: 'running', step: 40, experiment: { task: { kind: 'adding', length: 20 } },
  lanes: [lane([...Array(20).fill(9), ...Array(20).fill(0.5)]), lane([2, 0.5], { divergedAt: 1 })],
  frame: { step: 40, lanes: [laneFrame(), null], updateSeconds: [0.00125, null] }, ...over,
});
const more = { diverged: (/** @type {number} */ update) => `gone at ${update}`, lengths: null };
/** @param {string} reading @returns {any} */
const claim = (reading) => ({ reading, updates: 40 });

test('nothing is read before its time, of a recording, or without a frame', () => {
  assert.equal(isDue(run(), 40), true);
  assert.equal(isDue(run(), 41), false);
  assert.equal(isDue(run({ frame: { step: 39, lanes: [], updateSeconds: [] } }), 40), false);
  assert.equal(isDue(run({ source: 'recording' }), 40), false);
  assert.equal(isDue(run({ state: 'diverged', step: 2 }), 40), true);
  assert.equal(isDue(null, 0), false);
  assert.equal(readingOf(claim('loss'), null, more), null);
});

test('what is read of a run', () => {
  assert.deepEqual(readingOf(claim('loss'), run(), more), { step: '40', a: '0.500', b: '1.25' });
  assert.equal(readingOf(claim('metric'), run(), more)?.a, '50\u00a0%');
  assert.equal(readingOf(claim('far'), run(), more)?.a, '50\u00a0%');
  assert.equal(readingOf(claim('gain'), run(), more)?.a, '0.500');
  assert.deepEqual(readingOf(claim('kept'), run(), more), { step: '40', a: '0.125', a_ms: '1.25', b: 'NaN', b_ms: '–' });
  const clip = readingOf(claim('clip'), run(), more);
  assert.deepEqual([clip?.a, clip?.b, clip?.a_clipped, clip?.b_largest], ['0.125', 'gone at 1', '50\u00a0%', '2.00']);
  const signs = readingOf(claim('signs'), run(), more);
  assert.deepEqual([signs?.a, signs?.a_of, signs?.a_zero], ['2', '4', '50\u00a0%']);
});

test('other lengths are read once the network has answered', () => {
  assert.equal(readingOf(claim('lengths'), run(), more), null);
  const lengths = { step: 40, lengths: [5, 20, 200], chance: [1, 1, 1], floor: [null, null, null], lanes: [{ loss: [1, 2, 3], metric: [0.1, 0.2, 0.3] }, null] };
  assert.deepEqual(readingOf(claim('lengths'), run(), { ...more, lengths }), { step: '40', a_near: '0.200', a_far: '0.300', b_near: 'NaN', b_far: 'NaN' });
});

test('every figure of a reading has its gap filled', () => {
  const letters = (/** @type {any} */ { experiment }) => experiment.lanes.map((/** @type {any} */ _, /** @type {number} */ index) => 'abcd'[index]);
  const endings = /** @type {Record<string, string[]>} */ ({ loss: [''], metric: [''], far: [''], kept: ['', '_ms'], gain: [''], clip: ['', '_clipped', '_largest'], signs: ['', '_of', '_zero'], lengths: ['_near', '_far'] });
  for (const each of ledger) {
    const known = new Set(['step', ...letters(each).flatMap((/** @type {string} */ letter) => endings[each.reading].map((ending) => `${letter}${ending}`))]);
    assert.deepEqual(gaps(words.en[`claim.${each.id}.reading`]).filter((name) => !known.has(name)), [], each.id);
  }
});

test('means, and what is kept', () => {
  assert.equal(meanOfLast(lane([5, ...Array(20).fill(2)]).series, 'loss'), 2);
  assert.equal(kept([1, 2, 4]), 0.25);
});

test('one dial turns the identity and the forced gate', () => {
  const [{ experiment }] = ledger.filter(({ dial }) => dial);
  const turned = dialled(/** @type {any} */ (experiment), 0.5);
  assert.equal(turned.lanes[0].cell.scale, 0.5);
  const bias = /** @type {any} */ (turned.lanes[1].initial_weights)['b_xh.0'];
  const before = /** @type {any} */ (experiment.lanes?.[1].initial_weights)['b_xh.0'];
  assert.deepEqual(bias.slice(8, 16), Array(8).fill(0));
  assert.deepEqual([...bias.slice(0, 8), ...bias.slice(16)], [...before.slice(0, 8), ...before.slice(16)]);
});

test('other seeds try the same experiment, another learning rate does not', () => {
  const experiment = /** @type {any} */ ({ lanes: [{ optimizer: { learning_rate: 0.1 } }], weight_seed: 1, data_seed: 2, steps: 9, kernel: 'auto', device: 'auto' });
  assert.ok(tries({ ...experiment, weight_seed: 7, steps: 10, kernel: 'fused' }, experiment));
  assert.ok(!tries({ ...experiment, lanes: [{ optimizer: { learning_rate: 0.2 } }] }, experiment));
});

test('votes are kept by the browser, and nonsense is not', () => {
  /** @type {Record<string, string>} */
  const kept = {};
  const storage = /** @type {any} */ ({ getItem: (/** @type {string} */ key) => kept[key] ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ text) => void (kept[key] = text) });
  writeVotes(storage, { lstm: { vote: 'half', shown: true } });
  assert.deepEqual(readVotes(storage), { lstm: { vote: 'half', shown: true } });
  kept[Object.keys(kept)[0]] = '{"lstm":{"vote":"maybe"},"irnn":null}';
  assert.deepEqual(readVotes(storage), {});
  kept[Object.keys(kept)[0]] = '{';
  assert.deepEqual(readVotes(storage), {});
  assert.deepEqual(readVotes(null), {});
});
