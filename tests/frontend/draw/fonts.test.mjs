import assert from 'node:assert/strict';
import test from 'node:test';

import { withLargerFonts } from '../../../frontend/src/draw/plotly.ts';

const LAYOUT = {
  height: 150, font: { size: 12, family: 'serif' }, title: null,
  annotations: [{ text: 'a', font: { size: 8, color: 'red' } }, { text: 'b', size: 3 }],
  xaxis: { range: [0, 5], title: { font: { size: 10 } } },
};

test('every font grows, and nothing else', () => {
  assert.deepEqual(withLargerFonts(LAYOUT, 1.25), {
    height: 150, font: { size: 15, family: 'serif' }, title: null,
    annotations: [{ text: 'a', font: { size: 10, color: 'red' } }, { text: 'b', size: 3 }],
    xaxis: { range: [0, 5], title: { font: { size: 12.5 } } },
  });
});

test('at its own size a layout is itself', () => {
  assert.equal(withLargerFonts(LAYOUT, 1), LAYOUT);
});
