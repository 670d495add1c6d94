import assert from 'node:assert/strict';
import test from 'node:test';

import { openPage } from '../support/document.mjs';
import { drawFigureSvg } from '../../../frontend/src/ui/figure_svg.ts';

const WIDTH = 240;
const AXIS = { gridcolor: 'grey', nticks: 5 };
const LAYOUT = {
  height: 150, margin: { l: 40, r: 100, t: 10, b: 40 }, font: { family: 'sans', size: 12, color: 'black' },
  xaxis: { ...AXIS, range: [0, 20] }, yaxis: { ...AXIS, type: 'log', range: [-1, 1], tickvals: [0.1, 1, 10], ticktext: ['a', 'b', 'c'] },
  shapes: [{ xref: 'paper', x0: 0, x1: 1, y0: 1, y1: 1, layer: 'below', line: { color: 'green', width: 1, dash: '5px,3px' } }],
  annotations: [{ xref: 'paper', yref: 'paper', x: 1, y: 0.5, xanchor: 'left', yanchor: 'middle', xshift: 10, borderpad: 0, text: 'without<br>memory', font: { size: 12, color: 'grey' } }],
};

/** @param {object[]} traces @param {object} [more] */
async function drawn(traces, more) {
  await openPage();
  const root = document.createElement('div');
  Object.defineProperty(root, 'clientWidth', { value: WIDTH });
  drawFigureSvg(root, { traces, layout: { ...LAYOUT, ...more } });
  const of = (/** @type {string} */ selector, /** @type {string[]} */ ...names) => [...root.querySelectorAll(selector)].map(
    (each) => names.map((name) => each.getAttribute(name)));
  return { root, of };
}

test('a line goes through its values, and breaks where there is none or none on a log axis', async () => {
  const { of } = await drawn([{ mode: 'lines', x: [0, 5, 10, 15, 20], y: [10, 1, null, 0.1, 0], line: { color: 'red', width: 2 } }]);
  assert.deepEqual(of('.figure-trace path', 'd', 'stroke', 'stroke-dasharray'), [['M0.0,0.0L25.0,50.0M75.0,100.0', 'red', null]]);
});

test('what cannot be drawn in the plot is not drawn far away either', async () => {
  const { of } = await drawn([{ mode: 'lines', x: [0, 10, 20], y: [1e300, 1, Infinity], line: { color: 'red', width: 2 } }]);
  assert.deepEqual(of('.figure-trace path', 'd'), [['M0.0,-10000.0L50.0,50.0']]);
});

test('markers stand on their values, each in its colour', async () => {
  const marker = { symbol: 'triangle-up', size: 9, color: ['red', 'blue'] };
  const { of } = await drawn([{ mode: 'markers', x: [10, 20], y: [1, 10], marker, cliponaxis: false }]);
  assert.deepEqual(of('.figure-trace path', 'transform', 'fill'), [['translate(50.00,50.00)', 'red'], ['translate(100.00,0.00)', 'blue']]);
});

test('levels and their names lie where they belong, and every tick has its words', async () => {
  const { root, of } = await drawn([]);
  assert.deepEqual(of('path[stroke="green"]', 'd', 'stroke-dasharray'), [['M0.0,50.0L100.0,50.0', '5px,3px']]);
  assert.deepEqual([...root.querySelectorAll('.figure-annotation text')].map(({ textContent }) => textContent), ['without', 'memory']);
  assert.deepEqual(of('.figure-annotation text', 'x')[0], ['111']);
  assert.deepEqual([...root.querySelectorAll('.figure-x')].map(({ textContent }) => textContent), ['0', '5', '10', '15', '20']);
  assert.deepEqual([...root.querySelectorAll('.figure-y')].map(({ textContent }) => textContent), ['a', 'b', 'c']);
});

test('a second drawing takes the place of the first', async () => {
  const { root } = await drawn([]);
  drawFigureSvg(root, { traces: [], layout: LAYOUT });
  assert.equal(root.children.length, 1);
});
