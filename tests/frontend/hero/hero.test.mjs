import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hasNameRoom } from '../../../frontend/src/hero/arrows.ts';
import { heroLayout } from '../../../frontend/src/core/model/hero_layout.ts';
import { hitAt } from '../../../frontend/src/hero/layout/hit.ts';
import { columnCentre, columnLeft } from '../../../frontend/src/core/model/time_axis.ts';
import { numbersFit, unitAt, unitBox, unitGrid } from '../../../frontend/src/core/model/unit_grid.ts';

const HELLO = { kind: 'hello', modality: 'symbols', loss: 'cross_entropy', structure: 'many-to-many', sequence_length: 4, input_size: 4, output_size: 4, required_lag: 1, input_labels: [...'helo'] };
const ADDING = { kind: 'adding', modality: 'values', loss: 'mean_squared_error', structure: 'many-to-one', sequence_length: 50, input_size: 2, output_size: 1, required_lag: 49, input_labels: ['value', 'mark'] };
const SINE = { kind: 'sine', modality: 'values', loss: 'mean_squared_error', structure: 'many-to-many', sequence_length: 50, input_size: 1, output_size: 1, required_lag: 1, input_labels: ['value'] };
const lanes = (count, hiddenSize = 16, layers = 1) => Array.from({ length: count }, (_, lane) => ({ lane, layers, hiddenSize }));

test('one hello lane has room for every number, weight name and probability', () => {
  const layout = heroLayout({ width: 830, height: 640, task: HELLO, lanes: lanes(1, 3) });
  assert.equal(layout.prediction, 'bars');
  assert.ok(layout.labelled);
  assert.ok(numbersFit(layout.lanes[0].layers[0].grid));
  assert.equal(layout.height, 640);
  assert.deepEqual(layout.inputs.rows.map(({ kind }) => kind), ['onehot', 'symbol']);
});

test('four lanes of adding fit one screen, and their units are still visible', () => {
  const layout = heroLayout({ width: 830, height: 640, task: ADDING, lanes: lanes(4, 16) });
  assert.ok(layout.height <= 640);
  assert.equal(layout.prediction, 'callout');
  for (const lane of layout.lanes) assert.ok(lane.layers[0].grid.height >= 2);
  assert.deepEqual(layout.inputs.rows.map(({ kind }) => kind), ['value', 'mark']);
});

test('bars stand under every lane when there are several, in the profile when there is one', () => {
  const several = heroLayout({ width: 830, height: 640, task: ADDING, lanes: lanes(2) });
  assert.ok(several.lanes.every(({ bars }) => bars.height >= 20) && !several.barsInProfile);
  const one = heroLayout({ width: 830, height: 640, task: ADDING, lanes: lanes(1) });
  assert.ok(one.lanes[0].bars.height === 0 && one.barsInProfile);
});

test('several lanes of many time steps have large bars each, one above the other, over strips of states', () => {
  for (const [width, height, least] of [[830, 530, 130], [766, 400, 70], [400, 0, 66]]) {
    const { lanes: boxes, barred, profile, axis } = heroLayout({ width, height, task: ADDING, lanes: lanes(2) });
    assert.deepEqual([barred, profile.height, axis.scrolls], [true, 0, false], `${width}`);
    for (const { bars, layers } of boxes) assert.ok(bars.height >= least && bars.height > 2 * layers[0].height, `${width}: ${bars.height}`);
  }
});

test('lines that are to be drawn into or pointed at stand in one plot', () => {
  const { barred, profile } = heroLayout({ width: 830, height: 640, task: ADDING, lanes: lanes(2), shared: true });
  assert.ok(!barred && profile.height >= 96);
});

test('a phone shows the whole sequence of all lanes, or columns for a finger', () => {
  const phone = { width: 400, height: 0, task: ADDING, lanes: lanes(2) };
  const [whole, fingers] = [heroLayout(phone), heroLayout({ ...phone, columns: true })];
  assert.deepEqual([whole.columns, whole.axis.scrolls, Math.round(whole.axis.pitch)], [false, false, 7]);
  assert.deepEqual([fingers.columns, fingers.axis.scrolls, fingers.axis.pitch], [true, true, 44]);
  assert.ok(whole.height <= 480);
  assert.ok(heroLayout({ ...phone, task: HELLO }).columns, 'four time steps have room for fingers');
});

test('a value for every time step is drawn as a curve', () => {
  assert.equal(heroLayout({ width: 830, height: 640, task: SINE, lanes: lanes(2) }).prediction, 'curve');
});

test('many classes are told by two letters and a bar, few by a bar each where columns are wide', () => {
  const style = (/** @type {number} */ classes, /** @type {number} */ length, count = 1) => heroLayout({ width: 830, height: 640, task: { ...HELLO, output_size: classes, sequence_length: length }, lanes: lanes(count) }).prediction;
  assert.deepEqual([style(4, 4), style(2, 12), style(2, 60), style(70, 50), style(9, 30)], ['bars', 'standing', 'marks', 'marks', 'marks']);
  assert.equal(heroLayout({ width: 830, height: 640, task: { ...SINE, kind: 'waveform', structure: 'one-to-many' }, lanes: lanes(1) }).prediction, 'curve');
});

test('rows of a lane lie in order and do not overlap; the last layer is on top', () => {
  for (const layers of [1, 2, 3]) {
    for (const count of [1, 2, 3, 4]) {
      const layout = heroLayout({ width: 830, height: 640, task: ADDING, lanes: lanes(count, 12, layers) });
      let end = 0;
      for (const lane of layout.lanes) {
        const rows = [lane.title, lane.prediction, lane.readOut, lane.brackets, ...[...lane.layers].reverse(), lane.stateLabel, lane.readIn, lane.bars];
        for (const row of rows) {
          assert.ok(row.y >= end, `${layers} layers, ${count} lanes`);
          end = row.y + row.height;
        }
      }
      assert.ok(layout.inputs.span.y >= end);
      assert.ok(layout.profile.y + layout.profile.height <= layout.height);
    }
  }
});

test('every size from 1 to 512 units and 1 to 300 time steps has a layout of finite numbers', () => {
  for (const hiddenSize of [1, 2, 3, 7, 16, 33, 128, 512]) {
    for (const length of [1, 4, 24, 50, 300]) {
      const layout = heroLayout({ width: 400, height: 0, task: { ...ADDING, sequence_length: length }, lanes: lanes(1, hiddenSize) });
      const { grid } = layout.lanes[0].layers[0];
      assert.ok(grid.columns * grid.rows >= hiddenSize);
      assert.ok([layout.height, grid.width, grid.height, layout.axis.pitch].every((value) => Number.isFinite(value) && value > 0));
    }
  }
});

test('units fill a cell without leaving it, and a point in a unit finds it', () => {
  for (const hiddenSize of [1, 3, 10, 32, 128]) {
    const grid = unitGrid(hiddenSize, 40, 90);
    for (let unit = 0; unit < hiddenSize; unit += 1) {
      const { x, y, width, height } = unitBox(grid, unit);
      assert.ok(x >= 0 && y >= 0 && x + width <= 40.001 && y + height <= 90.001);
      assert.equal(unitAt(grid, hiddenSize, x + width / 2, y + height / 2), unit);
    }
  }
});

test('a point in a cell is a lane, a layer, a time step and a unit', () => {
  const layout = heroLayout({ width: 830, height: 700, task: { ...ADDING, sequence_length: 24 }, lanes: lanes(2, 8, 2) });
  const rows = layout.lanes[1].layers[1];
  const box = unitBox(rows.grid, 5);
  const x = columnLeft(layout.axis, 17) + rows.padding + box.x + 1;
  const hit = hitAt(layout, x, rows.y + rows.padding + box.y + box.height / 2, null);
  assert.deepEqual(hit, { lane: 1, layer: 1, timeStep: 17, unit: 5, onCell: true });
});

test('a point under the lanes keeps the lane and the unit that were chosen', () => {
  const layout = heroLayout({ width: 830, height: 640, task: ADDING, lanes: lanes(2) });
  const hit = hitAt(layout, columnCentre(layout.axis, 3), layout.inputs.span.y + 4, { lane: 1, layer: 0, unit: 9 });
  assert.deepEqual(hit, { lane: 1, layer: 0, timeStep: 3, unit: 9, onCell: false });
  assert.equal(hitAt(layout, 2, 100, null), null);
});

test('where layers lie close the weights have no name between them', () => {
  const named = (/** @type {number} */ height) => {
    const layout = heroLayout({ width: 830, height, task: { ...ADDING, sequence_length: 4 }, lanes: lanes(1, 16, 2) });
    const [below, above] = layout.lanes[0].layers;
    return hasNameRoom(below, above, layout.axis);
  };
  assert.deepEqual([named(1400), named(420)], [true, false]);
});

test('the triangle of a few time steps stands in the place of the profile, not that of many, of several lanes or of a phone', () => {
  const wide = { width: 830, height: 640, task: HELLO, triangle: true };
  const alone = heroLayout({ ...wide, lanes: lanes(1, 3) });
  assert.deepEqual([alone.profile.height, alone.barsInProfile], [0, false]);
  const others = [{ ...wide, triangle: false, lanes: lanes(1, 3) }, { ...wide, lanes: lanes(2, 3) }, { ...wide, task: ADDING, lanes: lanes(1) }, { ...wide, width: 400, lanes: lanes(1, 3) }, { ...wide, height: 0, lanes: lanes(1, 3) }];
  for (const shape of others) assert.ok(heroLayout(shape).profile.height >= 90);
});

test('above the triangle everything draws closer, and every number still has room', () => {
  const shape = { width: 874, height: 340, task: HELLO, lanes: lanes(1, 3) };
  const [alone, above] = [heroLayout(shape), heroLayout({ ...shape, triangle: true })];
  assert.ok(above.height + 110 < alone.height);
  assert.ok(numbersFit(above.lanes[0].layers[0].grid));
  assert.equal(above.prediction, 'bars');
});
