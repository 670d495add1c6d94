import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pathData, recordedCommands, recordedPath } from '../../../frontend/src/share/recorded_path.ts';
import { newPath, paintWithPaths } from '../../../frontend/src/draw/canvas_path.ts';

class PlainPath {
  moveTo() {}
  lineTo() {}
}
globalThis.Path2D = /** @type {any} */ (PlainPath);

/** @param {Path2D} path */
function draw(path) {
  path.moveTo(1, 2);
  path.lineTo(3, 4);
  return path;
}

test('what is painted as SVG remembers its paths, and the canvas class of everybody else stays what it is', () => {
  /** @type {string[]} */
  const written = [];
  paintWithPaths(recordedPath, () => {
    written.push(pathData(recordedCommands(draw(newPath()))));
    assert.equal(globalThis.Path2D, PlainPath);
    assert.deepEqual(recordedCommands(draw(new Path2D())), []);
  });
  assert.deepEqual(written, ['M1 2L3 4']);
  assert.deepEqual(recordedCommands(draw(newPath())), []);
});

test('a picture that fails leaves painters with the canvas paths', () => {
  assert.throws(() => paintWithPaths(recordedPath, () => {
    throw new Error('a painter fails');
  }));
  assert.deepEqual(recordedCommands(draw(newPath())), []);
});
