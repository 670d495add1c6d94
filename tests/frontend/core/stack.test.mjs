import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fixed, flexible, stack } from '../../../frontend/src/core/model/stack.ts';

test('what is left over is shared by weight', () => {
  const { spans, height } = stack([fixed('head', 20), flexible('a', 10, 500, 1), flexible('b', 10, 500, 3)], 120);
  assert.equal(height, 120);
  assert.deepEqual(spans.get('a'), { y: 20, height: 30 });
  assert.deepEqual(spans.get('b'), { y: 50, height: 70 });
});

test('what a full part cannot take goes to the others', () => {
  const { spans } = stack([flexible('a', 10, 20, 1), flexible('b', 10, 500, 1)], 200);
  assert.equal(spans.get('a').height, 20);
  assert.equal(spans.get('b').height, 180);
});

test('too little room gives every part its minimum and a taller stack', () => {
  const { spans, height } = stack([fixed('head', 50), flexible('a', 40, 80, 1)], 10);
  assert.equal(height, 90);
  assert.equal(spans.get('a').height, 40);
});

test('more room than all parts take stays free', () => {
  assert.equal(stack([flexible('a', 10, 30, 1)], 500).height, 30);
});

test('rows lie on whole pixels without gaps', () => {
  const { spans } = stack([flexible('a', 10, 500, 1), flexible('b', 10, 500, 1), flexible('c', 10, 500, 1)], 100);
  const rows = [...spans.values()];
  for (const [index, { y, height }] of rows.entries()) {
    assert.ok(Number.isInteger(y) && Number.isInteger(height));
    if (index > 0) assert.equal(y, rows[index - 1].y + rows[index - 1].height);
  }
});
