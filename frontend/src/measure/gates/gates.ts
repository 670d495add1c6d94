/** The gates of a layer, unit by unit over time; how long what they keep stays; the path that only they decide. */

import type { Host, Measurement, Subject } from '../../ui/measurement_card.ts';
import { gateStatistics, gateStrip, keptShare, timeConstant, timeConstants } from '../../core/model/gate_readings.ts';
import { signedColor, type Rgb } from '../../draw/colour.ts';
import { columnCentre } from '../../core/model/time_axis.ts';
import { entryOf } from '../../core/model/experiment.ts';
import { percent, powerOfTen, threeFigures } from '../../core/text/number.ts';
import { newPath } from '../../draw/canvas_path.ts';
import { el, setText as setWords } from '../../ui/dom.ts';
import { setText, type Context } from '../../draw/pen.ts';
import { colourAt, openTable, signedPalette } from '../../draw/palette.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { markKey, openKey } from '../../ui/scale_keys.ts';
import type { View } from '../../ui/time_view.ts';
import { createTimeFigure } from '../../ui/time_figure.ts';
import { linePath, paintImage, paintLabel, paintRule, paintTimes, TIMES } from '../../ui/time_pen.ts';

const GAP = 7;
const CONSTANT = { height: 52 };
const PATH = { height: 66 };

export const gates: Measurement = { kind: 'gates', place: 'time', layered: true, needs: ['gates'], create };

export type Picture = {
  names: string[];
  strips: ReturnType<typeof gateStrip>[];
  keep: string | null;
  candidate: string | null;
  /** the largest value of each */ limits: number[];
  rowHeight: number;
  constants: ReturnType<typeof timeConstants> | null;
  longest: number;
  path: Float64Array | null;
  own: Float64Array | null;
  floor: number;
};

function create(host: Host) {
  const { frame, store, services: { t, actions } } = host;
  let picture: Picture;
  const box = el('input', { type: 'checkbox', onchange: () => actions.setKeepOverlay(box.checked) });
  const words = el('span');
  const overlay = el('label', { class: 'card-switch' }, box, words);
  frame.settings.append(overlay);

  const stripHeight = () => picture.strips[0].units * picture.rowHeight;
  const stripTop = (gate: number) => 4 + gate * (stripHeight() + GAP);
  const constantTop = () => stripTop(picture.names.length) + 12;
  const pathTop = () => constantTop() + (picture.constants ? CONSTANT.height + 20 : 0);
  const timesTop = () => pathTop() + (picture.path ? PATH.height + 8 : 0);

  const figure = createTimeFigure(host, {
    height: () => timesTop() + TIMES,
    paint(context, view) {
      for (const [gate, strip] of picture.strips.entries()) {
        paintStrip(context, view, picture, strip, picture.names[gate], stripTop(gate));
      }
      if (picture.constants) paintConstants(context, view, picture, constantTop(), t);
      if (picture.path) paintPath(context, view, picture, pathTop(), t);
      paintTimes(context, view, timesTop());
    },
    margin(context, view) {
      for (const [gate, name] of picture.names.entries()) {
        paintLabel(context, view, name, stripTop(gate) + stripHeight() / 2, { size: 14, strong: true });
      }
      if (picture.constants) for (const exponent of exponents(picture)) paintLabel(
        context, view, exponent === 0 ? '1' : powerOfTen(exponent),
        constantTop() + CONSTANT.height * (1 - exponent / picture.longest), { size: 10.5 },
      );
      if (picture.path) for (const exponent of [0, picture.floor]) paintLabel(
        context, view, exponent === 0 ? '1' : powerOfTen(exponent),
        pathTop() + PATH.height * (exponent / picture.floor), { size: 10.5 },
      );
    },
    mark(context, view, timeStep) {
      const unit = store.get().cursor?.unit ?? 0;
      if (unit >= picture.strips[0].units || picture.rowHeight < 3) return;
      context.strokeStyle = view.tokens.ink1;
      context.lineWidth = 1.5;
      for (const gate of picture.names.keys()) context.strokeRect(
        view.axis.start + timeStep * view.axis.pitch, stripTop(gate) + unit * picture.rowHeight - 0.5, view.axis.pitch,
        picture.rowHeight + 1,
      );
    },
    tip(view, place, timeStep) {
      const gate = place
        ? picture.names.findIndex((_, index) => place.y >= stripTop(index) && place.y < stripTop(index) + stripHeight())
        : -1;
      const unit = gate < 0 ? null : Math.floor((((place as { y: number })).y - stripTop(gate)) / picture.rowHeight);
      // Without a pointer on a strip it is the chosen unit, so that the keys read what the pointer does.
      return gate < 0 && !place
        ? unitTip(picture, timeStep, store.get().cursor?.unit ?? 0, view.subject, t)
        : tipAt(picture, timeStep, gate, unit, view.subject, t);
    },
    press(key, { subject }) {
      const by = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
      if (!by) return false;
      const { cursor } = store.get();
      const { units } = picture.strips[0];
      if (cursor) {
        actions.pin({ ...cursor, lane: subject.lane, layer: subject.layer, unit: (cursor.unit + by + units) % units });
      }
      return true;
    },
  });

  return {
    draw(subject: Subject) {
      picture = pictureOf(subject, picture);
      overlay.hidden = !picture.path;
      box.checked = store.get().keepOverlay;
      setWords(words, t('gates_card.overlay'));
      frame.legend.replaceChildren(
        openKey(t('gates_card.closed'), t('gates_card.open')),
        ...(picture.path ? [markKey(t('gates_card.path', { gate: picture.keep ?? '' }), 'line'), markKey(
          t('gates_card.profile'), 'dashed', subject.lane,
        )] : []),
      );
      figure.draw(subject);
      frame.setCaption(captionOf(picture, subject, t));
      frame.setTable(() => tableFor(picture, subject, t));
    },
    clear() {
      overlay.hidden = true;
      figure.clear();
    },
    end: figure.end,
  };
}

/** @returns of the time constants' axis */
function exponents({ longest }: Picture): number[] {
  return Array.from({ length: longest + 1 }, (_, exponent) => exponent);
}

/** @param last the frame before, whose scales are kept while they fit */
function pictureOf(subject: Subject, last: Picture | undefined): Picture {
  const before = last?.floor ?? -2;
  const { data, facts, layer, document, state } = subject;
  const entry = state.catalog && entryOf(state.catalog, 'cell', document.cell.kind);
  const values = subject.tensor('gates');
  const names = facts.gates;
  const strips = names.map((_, gate) => gateStrip(values, layer, gate));
  const keep = facts.keep ?? entry?.keep ?? null;
  const product = data.tensors.get('keep_product');
  const path = product ? keptShare(product, layer) : null;
  const norms = data.hiddenGradientNorm;
  const own = path
    ? relativeProfile(norms.data.subarray(layer * subject.count, (layer + 1) * subject.count) as Float32Array)
    : null;
  const least = Math.min(...[...(path ?? []), ...(own ?? [])].filter((value) => value > 0));
  const wanted = Number.isFinite(least) ? Math.max(-12, Math.min(-1, Math.floor(Math.log10(least)))) : -2;
  const constants = keep && names.includes(keep) && path ? timeConstants(strips[names.indexOf(keep)]) : null;
  const most = Math.ceil(Math.log10(Math.max(10, ...(constants ?? []).map(({ high }) => Math.min(high, 1e4)))));
  return {
    names, strips, keep, candidate: entry?.candidate ?? null,
    rowHeight: Math.max(1, Math.min(9, Math.floor(Math.min(64, 300 / names.length) / strips[0].units))),
    constants, longest: Math.max(most, Math.min(last?.longest ?? most, most + 1)),
    limits: names.map((name) => facts.gate_limits?.[name] ?? 1),
    path, own, floor: wanted < before || wanted > before + 2 ? wanted : before,
  };
}

/** The gradient profile with its value at the last time step as 1. */
function relativeProfile(profile: Float32Array): Float64Array {
  const last = profile[profile.length - 1];
  return Float64Array.from(profile, (value) => value / last);
}

function paintStrip(
  context: Context,
  view: View,
  picture: Picture,
  strip: ReturnType<typeof gateStrip>,
  name: string,
  y: number,
) {
  const shares = openTable(view.tokens);
  const palette = signedPalette(view.tokens);
  const signed = name === picture.candidate;
  const most = picture.limits[picture.names.indexOf(name)];
  const colour = (unit: number, step: number): Rgb =>
    (signed ? signedColor(strip.at(step, unit), 1, palette) : colourAt(shares, strip.at(step, unit) / most));
  paintImage(context, view, { y, rows: strip.units, rowHeight: picture.rowHeight, colour });
}

/** Median time constant of the units, with the middle eight tenths of them. */
function paintConstants(context: Context, view: View, picture: Picture, y: number, t: Host['services']['t']) {
  const { axis, tokens, first, last, subject } = view;
  const constants = picture.constants as NonNullable<Picture['constants']>;
  const up = (value: number) => y + CONSTANT.height * (1 - Math.min(1, Math.log10(value) / picture.longest));
  for (const exponent of exponents(picture)) paintRule(
    context, view, y + CONSTANT.height * (1 - exponent / picture.longest), exponent ? tokens.line : tokens.lineStrong,
  );
  const band = newPath();
  const [from, to] = [Math.max(0, first - 1), Math.min(axis.count - 1, last + 1)]; // As far as the line.
  const steps = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  for (const step of steps) band.lineTo(columnCentre(axis, step), up(constants[step].high));
  for (const step of steps.reverse()) band.lineTo(columnCentre(axis, step), up(constants[step].low));
  context.globalAlpha = 0.18;
  context.fillStyle = tokens.lanes[subject.lane];
  context.fill(band);
  context.globalAlpha = 1;
  context.strokeStyle = tokens.lanes[subject.lane];
  context.lineWidth = 2;
  context.stroke(linePath(view, (step) => up(constants[step].median)));
  setText(context, { size: 11, family: tokens.fontUi, align: 'left' });
  context.fillStyle = tokens.ink2;
  const left = Math.max(axis.start, view.window.scroll + view.window.gutter) + 4;
  const words = t('gates_card.constant', { gate: picture.keep ?? '' });
  const fits = left - view.window.scroll + context.measureText(words).width <= view.width - 4;
  context.fillText(fits ? words : `${t('gates_card.tau')} 1 / (1 − ${picture.keep})`, left, y - 7);
}

/** The product of the keep gates beside the gradient itself, both 1 at the last time step. */
function paintPath(context: Context, view: View, picture: Picture, y: number, t: Host['services']['t']) {
  const { tokens, subject, axis } = view;
  const down = (value: number) =>
    (value > 0 ? y + PATH.height * Math.max(-0.06, Math.min(1, Math.log10(value) / picture.floor)) : y + PATH.height);
  for (let exponent = 0; exponent >= picture.floor; exponent -= Math.ceil(-picture.floor / 4)) {
    paintRule(context, view, y + PATH.height * (exponent / picture.floor), exponent ? tokens.line : tokens.lineStrong);
  }
  context.lineWidth = 1.75;
  context.strokeStyle = tokens.lanes[subject.lane];
  context.setLineDash([5, 3]);
  context.stroke(linePath(view, (step) => down(picture.own?.[step] ?? 0)));
  context.setLineDash([]);
  context.lineWidth = 2;
  context.strokeStyle = tokens.ink1;
  context.stroke(linePath(view, (step) => down(picture.path?.[step] ?? 0)));
  setText(context, { size: 11, family: tokens.fontUi, align: 'left' });
  context.fillStyle = tokens.ink2;
  context.fillText(
    t('gates_card.path_title', { gate: picture.keep ?? '' }),
    Math.max(axis.start, view.window.scroll + view.window.gutter) + 4, y - 7,
  );
}

function tipAt(
  picture: Picture,
  step: number,
  gate: number,
  unit: number | null,
  { data, layer }: Subject,
  t: Host['services']['t'],
): import('../../ui/time_view.ts').Tip {
  const statistics = data.tensors.get('gate_statistics');
  const lines: [string, string][] = [];
  if (gate >= 0 && unit !== null) lines.push([
    t('gates_card.unit', { gate: picture.names[gate], unit: unit + 1 }),
    threeFigures(picture.strips[gate].at(step, unit)),
  ]);
  if (statistics) for (const [index, name] of picture.names.entries()) if (gate < 0 || gate === index) {
    lines.push([
      t('gates_card.mean', { gate: name }), threeFigures(gateStatistics(statistics, layer, index, step).mean),
    ]);
  }
  if (picture.constants && unit !== null && picture.names[gate] === picture.keep) lines.push([
    t('gates_card.tau_unit', { unit: unit + 1 }),
    t('measure.steps', { steps: threeFigures(keptFor(picture, step, unit)) }),
  ]);
  if (picture.constants) {
    lines.push([t('gates_card.tau'), t('measure.steps', { steps: threeFigures(picture.constants[step].median) })]);
  }
  if (picture.path) lines.push([t('gates_card.kept'), threeFigures(picture.path[step])]);
  return { head: t('measure.at', { time: step + 1 }), lines };
}

/** All gates of one unit, how long it keeps, and what of it is left at the end. */
function unitTip(
  picture: Picture,
  step: number,
  wanted: number,
  { data, layer, count }: Subject,
  t: Host['services']['t'],
): import('../../ui/time_view.ts').Tip {
  const unit = Math.min(wanted, picture.strips[0].units - 1);
  const product = data.tensors.get('keep_product');
  const lines: [string, string][] = picture.names.map((name, gate) =>
    [t('gates_card.unit', { gate: name, unit: unit + 1 }), threeFigures(picture.strips[gate].at(step, unit))]);
  if (picture.constants) lines.push([t('gates_card.tau_unit', { unit: unit + 1 }), t(
    'measure.steps', { steps: threeFigures(keptFor(picture, step, unit)) },
  )]);
  if (product) lines.push([
    t('gates_card.kept'), threeFigures(Number(product.data[(layer * count + step) * picture.strips[0].units + unit])),
  ]);
  return { head: t('measure.at', { time: step + 1 }), lines };
}

/** @returns the time constant of one unit */
function keptFor({ names, keep, strips }: Picture, step: number, unit: number): number {
  return timeConstant(strips[names.indexOf(keep ?? '')].at(step, unit));
}

function captionOf(picture: Picture, { data, layer }: Subject, t: Host['services']['t']) {
  const words = [];
  const statistics = data.tensors.get('gate_statistics');
  if (statistics) {
    const figures = picture.names.flatMap((name, gate) => {
      if (name === picture.candidate) return [];
      const { mean, open, closed } = gateStatistics(statistics, layer, gate, null);
      return [
        t('gates_card.figure', { gate: name, mean: threeFigures(mean), open: percent(open), closed: percent(closed) }),
      ];
    });
    words.push(t('gates_card.caption', { figures: figures.join('; ') }));
    for (const [gate, limit] of picture.limits.entries()) if (limit !== 1) words.push(t('gates_card.limit', {
      gate: picture.names[gate], limit: threeFigures(limit), open: threeFigures(0.9 * limit),
      closed: threeFigures(0.1 * limit),
    }));
  }
  if (picture.constants) {
    const middle =
      picture.constants.map(({ median }) => median).sort((a, b) => a - b)[Math.floor(picture.constants.length / 2)];
    words.push(t('gates_card.keeps', { gate: picture.keep ?? '', steps: threeFigures(middle) }));
  }
  if (picture.path && picture.own) {
    words.push(t('gates_card.compare', { kept: threeFigures(picture.path[0]), own: threeFigures(picture.own[0]) }));
  }
  return words.join(' ');
}

function tableFor(picture: Picture, { data, layer, count }: Subject, t: Host['services']['t']) {
  const statistics = data.tensors.get('gate_statistics');
  const constants = picture.constants;
  const path = picture.path;
  return tableOf(
    [
      t('measure.time'), ...picture.names.map((name) => t('gates_card.mean', { gate: name })),
      ...(constants ? [t('gates_card.tau')] : []), ...(path ? [t('gates_card.kept')] : []),
    ],
    Array.from({ length: count }, (_, step) => [
      String(step + 1), ...picture.names.map((_name, gate) =>
        (statistics ? threeFigures(gateStatistics(statistics, layer, gate, step).mean) : '–')),
      ...(constants ? [threeFigures(constants[step].median)] : []), ...(path ? [threeFigures(path[step])] : []),
    ]),
  );
}
