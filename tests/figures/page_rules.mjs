/** What the page's own modules make of the numbers on standard input, as JSON. */

import { logTicks } from '../../frontend/src/draw/axis.ts';
import { matchNearest, pictureReach } from '../../frontend/src/core/model/eigenvalue_trails.ts';
import { keptShare, timeConstants, gateStrip } from '../../frontend/src/core/model/gate_readings.ts';
import { carriedReach } from '../../frontend/src/core/model/brackets.ts';
import { mix, parseColor, css } from '../../frontend/src/draw/colour.ts';
import { floatNoise, gradeOf, heightOf, labelledExponents, scaleOf, tightScale } from '../../frontend/src/draw/gradient_scale.ts';
import { triangleOf, cutRuns } from '../../frontend/src/measure/triangle/triangle_layout.ts';
import { knobFigures, percent, powerOfTen, threeFigures, whole } from '../../frontend/src/core/text/number.ts';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { profiles, values, colours, points, gates, product, triangle, reaches } = JSON.parse(Buffer.concat(chunks).toString());

const scales = profiles.map((profile) => {
  const scale = scaleOf([profile]) ?? { top: 0, floor: -4 };
  const noise = floatNoise(profile);
  return {
    wide: scaleOf([profile]), tight: tightScale([profile]), noise, exponents: labelledExponents(scale, 8),
    grades: profile.map((value) => gradeOf(scale, value, noise)), heights: profile.map((value) => heightOf(scale, value)),
  };
});
const tensor = ({ shape, data }, kind = Float32Array) => ({ shape, data: kind.from(data) });
const shape = triangleOf(tensor(triangle.values), tensor(triangle.mask, Uint8Array), triangle.scored);
process.stdout.write(JSON.stringify({
  scales,
  words: values.map((value) => [threeFigures(value), knobFigures(value), percent(value), whole(Math.round(value)), powerOfTen(Math.round(value) % 40)]),
  mixed: colours.map(([from, to, share]) => css(mix(parseColor(from), parseColor(to), share))),
  nearest: matchNearest(...points), reach: points[0].map(([size]) => pictureReach(Math.abs(size))),
  constants: timeConstants(gateStrip(tensor(gates), 0, 1)), kept: [...keptShare(tensor(product), 0)],
  rows: shape.rows, cut: shape.cut, kept_entries: shape.kept, runs: shape.rows.map((row) => cutRuns(shape, row)),
  carried: reaches.map(([window, shift, loss, length]) => carriedReach({ kind: 'truncated', window, shift }, loss, length)),
  ticks: values.filter((value) => value > 0).map((value) => logTicks(value, value * 50).values),
}));
