import assert from 'node:assert/strict';
import { test } from 'node:test';

import '../support/document.mjs';
import { portraitMarks } from '../../../frontend/src/ask/phase_portrait/phase_plane.ts';

const PLACES = [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x) => /** @type {[number, number]} */ ([x, y])));
const PORTRAIT = /** @type {any} */ ({
  reach: 1, points: 3, places: PLACES, field: PLACES.map(() => [0, 0.5]), basins: PLACES.map(() => -1), fixed: [],
  trajectory: [[0, 0], [0.5, 0.5]], started: [],
});

test('names and ends of the axes stand in the margin, clear of the arrows', () => {
  const marks = portraitMarks(PORTRAIT, { timeStep: 0, start: null, lane: 0, axes: ['across', 'up'] });
  const words = marks.filter(({ tagName }) => tagName.toLowerCase() === 'text');
  const frame = marks.find((mark) => mark.getAttribute('class') === 'spectrum-axis');
  const [, top, bottom] = /M[\d.]+,([\d.]+)V([\d.]+)$/.exec(frame?.getAttribute('d') ?? '') ?? [];
  assert.deepEqual(words.map(({ textContent }) => textContent), ['across', 'up', '−1.0', '1.0']);
  for (const word of words) {
    const y = Number(word.getAttribute('y'));
    assert.ok(y < Number(top) || y > Number(bottom), `${word.textContent} at ${y}`);
  }
});
