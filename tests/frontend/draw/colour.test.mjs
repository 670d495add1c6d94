import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SIGNED_PALETTE, contrast, inkOn, luminance, mix, parseColor, signedColor, signedTable } from '../../../frontend/src/draw/colour.ts';

test('the ends and the middle of the scale are the palette', () => {
  assert.deepEqual(signedColor(-2, 2), SIGNED_PALETTE.negative);
  assert.deepEqual(signedColor(0, 2), SIGNED_PALETTE.zero);
  assert.deepEqual(signedColor(2, 2), SIGNED_PALETTE.positive);
});

test('numbers beyond the limit keep the colour of the end', () => {
  assert.deepEqual(signedColor(Infinity, 1), SIGNED_PALETTE.positive);
  assert.deepEqual(signedColor(-7, 1), SIGNED_PALETTE.negative);
});

test('a NaN has a colour that no number has', () => {
  const grey = signedColor(Number.NaN, 1).join();
  assert.ok(signedTable(SIGNED_PALETTE).every((rgb) => rgb.join() !== grey));
});

test('equal steps away from zero look darker and darker on both sides', () => {
  for (const side of [-1, 1]) {
    const lights = [0, 0.25, 0.5, 0.75, 1].map((value) => luminance(signedColor(side * value, 1)));
    assert.deepEqual(lights, [...lights].sort((a, b) => b - a));
  }
});

test('ink on every colour of the scale contrasts at least 4.5 to 1', () => {
  for (const rgb of signedTable(SIGNED_PALETTE)) {
    assert.ok(contrast(rgb, parseColor(inkOn(rgb))) >= 4.5, `${rgb}`);
  }
});

test('ink on every grey contrasts at least 4.5 to 1', () => {
  for (let grey = 0; grey < 256; grey += 1) {
    assert.ok(contrast([grey, grey, grey], parseColor(inkOn([grey, grey, grey]))) >= 4.5, `${grey}`);
  }
});

test('mixing keeps both ends', () => {
  assert.deepEqual(mix([10, 200, 30], [250, 1, 99], 0), [10, 200, 30]);
  assert.deepEqual(mix([10, 200, 30], [250, 1, 99], 1), [250, 1, 99]);
});

test('colours are read in the forms a browser hands over', () => {
  assert.deepEqual(parseColor('#c2185b'), [194, 24, 91]);
  assert.deepEqual(parseColor(' #fff '), [255, 255, 255]);
  assert.deepEqual(parseColor('rgb(1, 2, 3)'), [1, 2, 3]);
  assert.throws(() => parseColor('tomato'), /no colour/);
});
