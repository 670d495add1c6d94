import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeLink, encodeLink, keepsTextBack } from '../../../frontend/src/core/link.ts';
import { EMBED_CONTROLS } from '../../../frontend/src/core/model/embed.ts';
import { availableEntries, partOf, sameDocument } from '../../../frontend/src/core/model/experiment.ts';
import { catalog as makeCatalog, seeded } from '../support/catalog.mjs';
import { goldenJson } from '../support/golden.mjs';

const catalog = makeCatalog();

/** @typedef {Record<string, any>} Loose */

/** A random document of everything that the catalog offers. @param {() => number} random @returns {any} */
function randomExperiment(random) {
  const pick = (/** @type {any[]} */ list) => list[Math.floor(random() * list.length)];
  const number = (/** @type {any} */ { minimum, maximum, type }) => {
    const drawn = minimum + random() * (Math.min(maximum, 1e4) - minimum);
    return type === 'integer' ? Math.round(drawn) : drawn;
  };
  const value = (/** @type {any} */ field) => {
    if (field.optional && random() < 0.5) return null;
    if (field.type === 'kind') return part(field.family);
    if (field.type === 'choice') return pick(field.choices);
    if (field.type === 'text') return pick(['hell', 'a b&c=d', '순환 신경망', '100% #1', 'x+y', '"q"', "it's"]);
    if (field.type === 'integers') return [1, 2, Math.ceil(3 + random() * 9)];
    if (field.type === 'matrix') return [[random(), -1], [1e-7, random() * 1e9]];
    return random() < 0.3 ? field.default : number(field);
  };
  /** @param {any} family @returns {Loose} */
  function part(family) {
    const { kind, fields } = pick(availableEntries(catalog, family));
    return { kind, ...Object.fromEntries(fields.map((field) => [field.name, value(field)])) };
  }
  const lane = () => ({
    cell: part('cell'), optimizer: part('optimizer'), clip: part('clip'), bptt: part('bptt'),
    ...(random() < 0.3 && { changes: [{ step: Math.floor(random() * 900), learning_rate: random() }, { step: 950, clip: part('clip') }] }),
    ...(random() < 0.3 && { origin: { lane: Math.floor(random() * 4), step: Math.floor(random() * 200_000) } }),
    ...(random() < 0.2 && { initial_weights: { 'W_hh.0': [[random(), 2], [-3, 4]], b_y: [0.5] } }),
  });
  return {
    version: 1, task: part('task'), lanes: Array.from({ length: 1 + Math.floor(random() * 4) }, lane),
    ...Object.fromEntries(catalog.experiment.fields.map((/** @type {Loose} */ field) => [field.name, value(field)])),
  };
}

test('every document comes back from its link unchanged', () => {
  const random = seeded(7);
  for (let round = 0; round < 500; round += 1) {
    const experiment = randomExperiment(random);
    const lesson = random() < 0.3 ? '4.2' : null;
    const page = { preset: random() < 0.5 ? 'vanishing' : null, pace: [null, 2, 30, 300, 100][Math.floor(random() * 5)], lane: Math.floor(random() * experiment.lanes.length), more: random() < 0.5, figures: random() < 0.5, panels: ['triangle', 'step_spectrum', 'gates'].filter(() => random() < 0.3), embed: random() < 0.5 ? null : { controls: EMBED_CONTROLS.filter(() => random() < 0.4) }, lossTimeStep: random() < 0.5 ? null : Math.floor(random() * 50), details: random() < 0.5 ? {} : { ledger: 'slope@3' }, view: /** @type {const} */ (['unrolled', 'folded', 'wires'])[Math.floor(random() * 3)], lesson, path: lesson !== null && random() < 0.5, claim: random() < 0.3 ? 'forget_gate' : null, equal: random() < 0.5 ? null : Math.floor(random() * experiment.lanes.length), difference: random() < 0.5, notes: random() < 0.5, guess: random() < 0.5 ? null : { lane: Math.floor(random() * experiment.lanes.length), sketch: [-12.5, -8, -4.1, -1, 0], compared: false } };
    const link = encodeLink(experiment, page, catalog);
    const back = /** @type {any} */ (decodeLink(`#${link}`, catalog));
    assert.ok(sameDocument(back.experiment, experiment), link);
    assert.deepEqual(back.page, page, link);
    assert.equal(encodeLink(back.experiment, back.page, catalog), link);
  }
});

test('a link survives what address bars and mail programs do to it', () => {
  const random = seeded(11);
  for (let round = 0; round < 100; round += 1) {
    const experiment = randomExperiment(random);
    const url = new URL(`https://example.org/course/#${encodeLink(experiment, {}, catalog)}`);
    assert.ok(sameDocument(decodeLink(new URL(url.href).hash, catalog)?.experiment, experiment));
  }
});

test('a start of W_hh that is a cell\'s own comes back, and so does the usual one of its kind', () => {
  const own = goldenJson('catalog.json');
  const read = (/** @type {string} */ link) => /** @type {any} */ (decodeLink(link, own));
  const { experiment } = read('v=1&a=slstm');
  assert.equal(experiment.lanes[0].cell.recurrent_init.gain, 0);
  assert.ok(!encodeLink(experiment, {}, own).includes('recurrent_init'));
  for (const recurrent_init of [partOf(own, 'initialisation', 'gaussian'), partOf(own, 'initialisation', 'uniform')]) {
    const changed = { ...experiment, lanes: [{ ...experiment.lanes[0], cell: { ...experiment.lanes[0].cell, recurrent_init } }] };
    assert.ok(sameDocument(read(encodeLink(changed, {}, own)).experiment, changed));
  }
});

test('it reads like what it says, and defaults are left out', () => {
  const [{ experiment }] = catalog.presets;
  assert.equal(encodeLink(experiment, { preset: 'vanishing', pace: 100 }, catalog), 'v=1&task=temporal_order&a=rnn&a.optimizer.learning_rate=0.003&preset=vanishing&pace=100');
  assert.match(encodeLink(experiment, { panels: ['triangle', 'ledger'] }, catalog), /&panels=triangle,ledger$/);
  assert.equal(encodeLink({ ...experiment, weight_seed: 7 }, {}, catalog), 'v=1&task=temporal_order&a=rnn&a.optimizer.learning_rate=0.003&weight_seed=7');
});

test('an embedded page has the controls that it names, in their own order, and play where it names none', () => {
  const controls = (/** @type {string} */ link) => decodeLink(`#v=1&task=hello&a=rnn&${link}`, catalog)?.page.embed;
  assert.deepEqual(controls('embed=1&controls=activation,nonsense,play,play'), { controls: ['play', 'activation'] });
  assert.deepEqual(controls('embed=1'), { controls: ['play'] });
  assert.deepEqual(controls('embed=1&controls='), { controls: [] });
  assert.equal(controls('controls=play'), null);
});

test('no link, a link of another version and a broken one', () => {
  assert.equal(decodeLink('', catalog), null);
  assert.equal(decodeLink('#v=2&task=sine', catalog), null);
  assert.equal(decodeLink('#stage', catalog), null);
  const { experiment } = /** @type {any} */ (decodeLink('#v=1&task=sine&task.length=abc&a=rnn&a.hidden_size=&nonsense&b.hidden_size=3&a.changes={[', catalog));
  assert.equal(experiment.task.length, 50);
  assert.equal(experiment.lanes.length, 1);
  assert.equal(experiment.lanes[0].cell.hidden_size, 16);
});

test('open measurements come back once each, and nothing that is no name', () => {
  assert.deepEqual(decodeLink('#v=1&a=rnn&panels=lags,lags,<b>,ledger', catalog)?.page.panels, ['lags', 'ledger']);
});

test('what an open view is turned to comes back, and nothing that is no such word', () => {
  const [{ experiment }] = catalog.presets;
  assert.match(encodeLink(experiment, { panels: ['ledger'], details: { ledger: 'weight@12' } }, catalog), /&panels=ledger&ledger=weight@12$/);
  assert.deepEqual(decodeLink('#v=1&a=rnn&ledger=weight@12&nonsense=1', catalog)?.page.details, { ledger: 'weight@12' });
  assert.deepEqual(decodeLink('#v=1&a=rnn&ledger=%3Cb%3E&constructor=x', catalog)?.page.details, {});
});

test('an unknown kind is kept for the server to name', () => {
  assert.equal(decodeLink('#v=1&task=chess&a=rnn', catalog)?.experiment.task.kind, 'chess');
});

test('a text of one\'s own stays out of the link, which opens with the built-in one', () => {
  const reading = makeCatalog();
  /** @param {string} name @param {Loose} rest */
  const field = (name, rest) => ({ name, text: `field.${name}`, ...rest });
  reading.families.task.push({
    kind: 'text', available: true, text: 'task.text', equation: [], fields: [
      field('corpus', { type: 'choice', default: 'english', choices: ['english', 'korean', 'own'] }),
      field('text', { type: 'text', default: '' }),
      field('length', { type: 'integer', default: 50, minimum: 4, maximum: 2000 }),
    ],
  });
  const [{ experiment }] = reading.presets;
  const own = { ...experiment, task: { kind: 'text', corpus: 'own', text: 'dear diary', length: 60 } };
  const link = encodeLink(own, {}, reading);
  assert.ok(!/diary|own/.test(link), link);
  assert.deepEqual(decodeLink(link, reading)?.experiment.task, { kind: 'text', corpus: 'english', text: '', length: 60 });
  assert.ok(keepsTextBack(own));

  const korean = { ...own, task: { ...own.task, corpus: 'korean' } };
  assert.deepEqual(decodeLink(encodeLink(korean, {}, reading), reading)?.experiment.task, { ...korean.task, text: '' });
  assert.ok(!keepsTextBack(korean));
  assert.ok(!keepsTextBack(experiment));
});

test('a branch says whose it is and from which update', () => {
  const [preset] = makeCatalog().presets;
  const lanes = [...preset.experiment.lanes, { ...preset.experiment.lanes[0], origin: { lane: 0, step: 300 } }];
  const link = encodeLink({ ...preset.experiment, lanes }, {}, catalog);
  assert.match(link, /&b\.origin=a@300(&|$)/);
  assert.deepEqual(decodeLink(link, catalog)?.experiment.lanes[1].origin, { lane: 0, step: 300 });
  for (const bad of ['a', '300', 'e@3', 'a@', 'a@-1', 'a@1.5']) {
    assert.equal(decodeLink(link.replace('a@300', bad), catalog)?.experiment.lanes[1].origin, undefined, bad);
  }
});

test('a guess in a link that is none is left out', () => {
  for (const guess of ['a:1,2', 'e:-1,-1,-1,-1,0', 'a:-1,x,-1,-1,0', '', 'a:-1,-1,-1,-1,0,0']) assert.equal(decodeLink(`#v=1&guess=${guess}`, catalog)?.page.guess, null, guess);
  assert.deepEqual(decodeLink('#v=1&guess=a:-90,50,-1,-1,-7', catalog)?.page.guess, { lane: 0, sketch: [-40, 10, -1, -1, 0], compared: false });
});
