/**
 * Paints gradient magnitudes on their one logarithmic scale: bars under a lane, and the profile that all lanes share.
 */

import type { LaneLayout } from '../core/model/hero_layout.ts';
import type { Picture, SceneLane } from './scene.ts';
import type { Span } from '../core/model/stack.ts';
import { gradeOf, heightOf, labelledExponents, type Grade } from '../draw/gradient_scale.ts';
import { ALL_LIT, DIMMED } from './layout/stages.ts';
import { columnCentre } from '../core/model/time_axis.ts';
import { powerOfTen, threeFigures } from '../core/text/number.ts';
import { newPath } from '../draw/canvas_path.ts';
import { paintBand, paintExtraLines } from './profile_extras.ts';
import { drawSymbol, gradientShades, hatching, setText, shadeAt, type Context } from '../draw/pen.ts';

const PROFILE_HEAD = 26;
const PROFILE_FOOT = 8;
/** A number over a bar goes no higher than this below the top of the plot: there stands the profile's title. */
const NUMBER_TOP = 6;
const WIDEST_GROUP = 52;
const ROUND_FROM = 12;
const GRADES: Grade[] = ['alive', 'noise', 'dead'];
const STRENGTH = { alive: 1, noise: 0.45, dead: 0.35 };

/** @returns where the lines of the profile run */
export function plotOf({ y, height }: Span): Span {
  return { y: y + PROFILE_HEAD, height: height - PROFILE_HEAD - PROFILE_FOOT };
}

export function paintLaneBars(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout) {
  if (box.bars.height === 0) return;
  const room = barsOf(box);
  if (picture.layout.barred) paintGrid(context, picture, room);
  else paintBaseline(context, picture, room);
  if (lane.norms) paintBars(context, picture, lane, room);
  if (!picture.layout.barred) return;
  paintBand(context, picture, lane, room);
  paintLines(context, picture, lane, room);
  paintExtraLines(context, picture, lane, room);
}

/** @returns where the bars of one of several lanes stand */
export function barsOf({ bars }: LaneLayout): Span {
  return { y: bars.y + 4, height: bars.height - 5 };
}

function paintBaseline(context: Context, { layout, tokens, task }: Picture, room: Span) {
  context.fillStyle = tokens.line;
  context.fillRect(layout.axis.start, room.y + room.height, layout.axis.pitch * task.sequence_length, 1);
}

/**
 * A bar a time step (one beside the other for several layers): filled, hatched below float32 noise, a thin line below
 * the floor.
 */
function paintBars(context: Context, picture: Picture, lane: SceneLane, room: Span) {
  const { axis } = picture.layout;
  const norms = lane.norms as Float32Array[];
  const shades = gradientShades(picture.tokens);
  const group = Math.min(WIDEST_GROUP, Math.max(axis.column, axis.pitch * (axis.pitch < 36 ? 0.66 : 0.5)));
  const width = group / norms.length;
  for (let step = picture.first; step <= picture.last; step += 1) {
    context.globalAlpha = picture.light.gradient(step) * (lane.faded ? 0.6 : 1);
    for (const [layer, profile] of norms.entries()) {
      const x = columnCentre(axis, step) - group / 2 + layer * width;
      paintBar(context, picture, {
        x, width: width - (norms.length > 1 ? 1 : 0), room, value: profile[step], noise: lane.noise[layer], shades,
      });
    }
  }
  context.globalAlpha = 1;
}

/** The magnitude over each bar. */
function writeNorms(
  context: Context,
  { layout, scale, tokens, first, last, light }: Picture,
  profile: Float32Array,
  room: Span,
) {
  setText(context, { size: 12, family: tokens.fontUi, weight: 500, baseline: 'bottom' });
  context.fillStyle = tokens.gradient;
  for (let step = first; step <= last; step += 1) {
    const [x, y] = [columnCentre(layout.axis, step), Math.max(
      room.y + NUMBER_TOP, room.y + room.height * (1 - heightOf(scale, profile[step])) - 7,
    )];
    const text = threeFigures(profile[step]);
    const width = context.measureText(text).width + 6;
    context.globalAlpha = light.gradient(step);
    context.fillStyle = tokens.surface1;
    context.fillRect(x - width / 2, y - 14, width, 14);
    context.fillStyle = tokens.gradient;
    context.fillText(text, x, y);
  }
  context.globalAlpha = 1;
}

function paintBar(
  context: Context,
  { scale, tokens }: Picture,
  {
    x, width, room, value, noise, shades,
  }: { x: number, width: number, room: Span, value: number, noise: number, shades: string[] },
) {
  const bottom = room.y + room.height;
  const grade = gradeOf(scale, value, noise);
  if (grade === 'dead') {
    context.fillStyle = tokens.lineStrong;
    context.fillRect(x, bottom - 1, width, 1);
    return;
  }
  const share = heightOf(scale, value);
  const height = Math.max(1.5, share * room.height);
  const shade = shadeAt(shades, share);
  context.fillStyle = grade === 'noise' ? hatching(context, tokens.gradient) : shade;
  if (width < ROUND_FROM) return context.fillRect(x, bottom - height, width, height);
  context.beginPath();
  context.roundRect(x, bottom - height, width, height, [2, 2, 0, 0]);
  context.fill();
}

export function paintProfile(context: Context, picture: Picture) {
  if (picture.layout.profile.height === 0) return;
  const plot = plotOf(picture.layout.profile);
  paintGrid(context, picture, plot);
  if (picture.layout.barsInProfile) {
    const lane = picture.lanes[picture.visible[0]];
    if (lane.norms) paintBars(context, picture, lane, plot);
  }
  for (const index of picture.visible) paintBand(context, picture, picture.lanes[index], plot);
  const inSight = (lane: SceneLane) => Number(picture.visible.includes(lane.lane));
  for (const lane of [...picture.lanes].sort((a, b) =>
    inSight(a) - inSight(b))) paintLines(context, picture, lane, plot);
  for (const index of picture.visible) paintExtraLines(context, picture, picture.lanes[index], plot);
  context.globalAlpha = 1;
  const norms = picture.lanes[picture.visible[0]].norms;
  if (picture.layout.barsInProfile && picture.layout.labelled
    && norms) writeNorms(context, picture, norms[norms.length - 1], plot);
}

function paintGrid(context: Context, { layout, scale, tokens, task }: Picture, plot: Span) {
  context.globalAlpha = 1;
  for (const exponent of labelledExponents(scale, Math.max(2, Math.floor(plot.height / 25)))) {
    context.fillStyle = exponent === scale.floor ? tokens.lineStrong : tokens.line;
    const y = plot.y + plot.height * (1 - (exponent - scale.floor) / (scale.top - scale.floor));
    context.fillRect(layout.axis.start, Math.round(y), layout.axis.pitch * task.sequence_length, 1);
  }
}

function paintLines(context: Context, picture: Picture, lane: SceneLane, plot: Span) {
  if (!lane.norms) return;
  const top = lane.norms.length - 1;
  for (const [layer, profile] of lane.norms.entries()) {
    context.lineWidth = layer === top ? 2 : 1.1;
    context.strokeStyle = lane.colour;
    context.setLineDash(lane.dash);
    context.lineJoin = 'round';
    for (const grade of GRADES) {
      const strength = (lane.faded ? 0.6 : 1) * STRENGTH[grade];
      if (grade === 'dead') context.lineWidth = 1;
      for (const lit of picture.light === ALL_LIT ? [true] : [false, true]) {
        context.globalAlpha = strength * (lit ? 1 : DIMMED);
        context.stroke(lineOf(picture, profile, lane.noise[layer], plot, { grade, lit }));
      }
    }
    context.setLineDash([]);
  }
  if (!picture.layout.barred) nameLine(context, picture, lane, plot);
}

/** The lane's letter where its line begins. */
function nameLine(
  context: Context,
  { layout, lanes, scale, tokens, first, light }: Picture,
  lane: SceneLane,
  plot: Span,
) {
  const profile = lane.norms?.[lane.norms.length - 1];
  if (!profile || first > 0 || lanes.length === 1 || light.gradient(0) < 1) return;
  const y = Math.min(plot.y + plot.height - 7, plot.y + plot.height * (1 - heightOf(scale, profile[0])));
  const x = columnCentre(layout.axis, 0) + 4 + lane.lane * 14;
  context.globalAlpha = 1;
  context.fillStyle = tokens.surface1;
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = lane.colour;
  setText(context, { size: 12, family: tokens.fontUi, weight: 700 });
  context.fillText(lane.letter, x, y + 0.5);
}

/**
 * The parts of a profile that have one grade, each joined to what lies left of it.
 * @param part `lit`: only what the stage lights
 */
function lineOf(
  { layout, scale, first, last, light }: Picture,
  profile: Float32Array,
  noise: number,
  plot: Span,
  { grade, lit }: { grade: Grade, lit: boolean },
) {
  const path = newPath();
  let drawing = false;
  for (let step = Math.max(0, first - 1); step <= Math.min(profile.length - 1, last + 1); step += 1) {
    const own = (at: number) => gradeOf(scale, profile[at], noise) === grade;
    const wanted: boolean = Number.isFinite(profile[step]) && (own(step) || (drawing && own(step - 1)))
      && (!lit || light.gradient(step) > 0.5);
    const y = plot.y + plot.height * (1 - heightOf(scale, profile[step]));
    if (wanted && drawing) path.lineTo(columnCentre(layout.axis, step), y);
    else if (wanted) path.moveTo(columnCentre(layout.axis, step), y);
    drawing = wanted;
  }
  return path;
}

/** What stands in the margin and does not scroll: the scale's labels, the names of the rows. */
export function paintMargin(context: Context, picture: Picture) {
  const { layout, tokens } = picture;
  const right = layout.gutter - 8;
  if (layout.profile.height) paintScale(context, picture, plotOf(layout.profile), right);
  for (const lane of layout.lanes) {
    if (layout.barred) paintScale(context, picture, barsOf(lane), right);
    else if (lane.bars.height >= 20) paintBarScale(context, picture, lane.bars, right);
  }
  context.fillStyle = tokens.ink2;
  drawSymbol(
    context, { base: 't', index: '', x: right, y: layout.times.y + 9, size: 13, family: tokens.fontUi, align: 'right' },
  );
  const { span, rows } = layout.inputs;
  drawSymbol(context, {
    base: 'x', index: 't', x: right, y: span.y + rows[0].height / 2 - 2, size: 14, family: tokens.fontUi,
    align: 'right',
  });
}

/** The powers of ten beside a plot. */
function paintScale(context: Context, { scale, tokens }: Picture, plot: Span, right: number) {
  setText(context, { size: 11.5, family: tokens.fontUi, align: 'right' });
  context.fillStyle = tokens.ink3;
  for (const exponent of labelledExponents(scale, Math.max(2, Math.floor(plot.height / 25)))) {
    const y = plot.y + plot.height * (1 - (exponent - scale.floor) / (scale.top - scale.floor));
    context.fillText(exponent === 0 ? '1' : powerOfTen(exponent), right, y);
  }
}

function paintBarScale(context: Context, { scale, tokens }: Picture, bars: Span, right: number) {
  setText(context, { size: 10.5, family: tokens.fontUi, align: 'right' });
  context.fillStyle = tokens.ink3;
  if (bars.height >= 30) context.fillText(scale.top === 0 ? '1' : powerOfTen(scale.top), right, bars.y + 8);
  context.fillText(powerOfTen(scale.floor), right, bars.y + bars.height - 4);
}
