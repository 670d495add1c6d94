import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyImage, imageRead, imageRows, isBlank, stroke, toggled } from '../../../frontend/src/ask/read/image.ts';
import { drawn, parseBits, parseNumbers, parsePulses, parseSteps, printBits, printNumbers, printPulses } from '../../../frontend/src/ask/read/numbers.ts';
import { characterOf, isSyllablePart, spell, symbolsRead, textOf } from '../../../frontend/src/ask/read/symbols.ts';

test('a typed text is spelled with the longest symbols that fit, blanks between them do not count', () => {
  assert.deepEqual(spell('A BAA b', ['A', 'B', 'AA', 'b']), { symbols: ['A', 'B', 'AA', 'b'], unknown: null });
  assert.deepEqual(spell('a b', ['a', 'b', ' ']), { symbols: ['a', ' ', 'b'], unknown: null });
});

test('the first character that is no symbol is named', () => {
  assert.deepEqual(spell('hexo', ['h', 'e', 'l', 'o']), { symbols: ['h', 'e'], unknown: 'x' });
  assert.equal(spell('h😀', ['h']).unknown, '😀');
});

test('a sample is read up to its zeros', () => {
  assert.deepEqual(symbolsRead(Float32Array.of(0, 1, 1, 0, 0, 0), ['a', 'b']), ['b', 'a']);
});

test('labels of a text stand for characters, and letters of Korean for syllables', () => {
  assert.deepEqual(['␣', '↵', '⇥', 'x'].map(characterOf), [' ', '\n', '\t', 'x']);
  assert.equal(textOf(['ㅎ', 'ㅏ', '-ㄴ', 'ㄱ', 'ㅡ', '-ㄹ', '␣', '!']), '한글 !');
  assert.equal(textOf(['ㄱ', 'ㅏ', '-ㅄ', 'ㅇ', 'ㅣ']), '값이');
  assert.equal(textOf(['e', '◌́']), 'é');
  assert.deepEqual(['-ㄱ', 'ㅏ', 'g'].map(isSyllablePart), [true, true, false]);
});

test('what is left of a syllable at the ends of a window is dropped', () => {
  assert.equal(textOf(['ㅏ', '-ㄹ', 'ㅇ', 'ㅔ', '␣', 'ㄴ']), '에 ');
});

test('numbers are read with commas or blanks between and a true minus, and what is none is named', () => {
  assert.deepEqual(parseNumbers('0.1, −2;3e-1\n4'), { values: [0.1, -2, 0.3, 4], wrong: null });
  assert.deepEqual(parseNumbers('1, two'), { values: [], wrong: 'two' });
  assert.equal(printNumbers([0.12345, -2, 0.5]), '0.12, −2, 0.5');
  assert.deepEqual(parseNumbers(printNumbers([-0.25, 1])).values, [-0.25, 1]);
});

test('bits are ones and zeros, in groups of five', () => {
  assert.deepEqual(parseBits('10 +−'), { values: [1, -1, 1, -1], wrong: null });
  assert.equal(parseBits('102').wrong, '2');
  assert.deepEqual(parsePulses('+-, 0−', 2), { values: [1, -1, 0, -1], wrong: null });
  assert.deepEqual([parsePulses('+2', 2).wrong, parsePulses('+-0', 2).wrong, parsePulses('', 2).wrong], ['2', '0', null]);
  assert.equal(printPulses([1, -1, 0, -1], 2), '+− 0−');
  assert.equal(printBits([1, -1, 1, 1, -1, 1]), '10110 1');
  assert.equal(printBits([1, 1, 1, 1, 1]), '11111');
});

test('marked time steps count from 1 and lie within the sequence', () => {
  assert.deepEqual(parseSteps('3, 1, 3', 4), { steps: [0, 2], wrong: null });
  assert.equal(parseSteps('5', 4).wrong, '5');
  assert.equal(parseSteps('0', 4).wrong, '0');
  assert.equal(parseSteps('1.5', 4).wrong, '1.5');
});

test('a stroke over a curve is straight between its ends, in either direction', () => {
  assert.deepEqual(drawn([9, 9, 9, 9], { step: 0, value: 0 }, { step: 2, value: 1 }), [0, 0.5, 1, 9]);
  assert.deepEqual(drawn([9, 9, 9, 9], { step: 3, value: 0 }, { step: 1, value: 1 }), [9, 1, 0.5, 0]);
  assert.deepEqual(drawn([9, 9], { step: 1, value: 4 }, { step: 1, value: 5 }), [9, 5]);
});

test('a picture is read in the order of the task and sent as rows', () => {
  const plain = imageRead([0.1, 0.2, 0.3, 0.4], [2, 2], null);
  assert.deepEqual(imageRows(plain), [[0.1, 0.2], [0.3, 0.4]]);
  assert.deepEqual(imageRead([0.1, 0.2, 0.3, 0.4], [2, 2], [3, 0, 2, 1]).ink, [0.2, 0.4, 0.3, 0.1]);
});

test('a pen inks what it passes and leaves the far side blank; the eraser takes it back', () => {
  const blank = emptyImage(8, 8);
  assert.ok(isBlank(blank));
  const line = stroke(blank, { x: 1.5, y: 2.5 }, { x: 6.5, y: 2.5 });
  for (let column = 1; column <= 6; column += 1) assert.equal(line.ink[16 + column], 1);
  assert.ok(line.ink[8 + 3] > 0 && line.ink[8 + 3] < 0.3, 'soft beside the line');
  assert.ok(line.ink.slice(40).every((ink) => ink === 0));
  assert.ok(isBlank(stroke(stroke(blank, { x: 4.5, y: 4.5 }, { x: 4.5, y: 4.5 }), { x: 4.5, y: 4.5 }, { x: 4.5, y: 4.5 }, true)) === false, 'what is soft stays soft');
  assert.equal(stroke(line, { x: 1.5, y: 2.5 }, { x: 6.5, y: 2.5 }, true).ink[16 + 3], 0);
});

test('a pixel is switched by key', () => {
  const once = toggled(emptyImage(2, 2), 3);
  assert.deepEqual(once.ink, [0, 0, 0, 1]);
  assert.deepEqual(toggled(once, 3).ink, [0, 0, 0, 0]);
});
