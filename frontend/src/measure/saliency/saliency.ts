/**
 * Which inputs the loss listens to: the gradient's magnitude at every input, and the signed gradient of the sample on
 * show.
 */

import type { Host, Measurement, Subject } from '../../ui/measurement_card.ts';
import { largestMagnitude, nextLimit, roundLimit } from '../../core/model/slices.ts';
import { css, inkOn, signedColor } from '../../draw/colour.ts';
import { FIRST_SCALE, heightOf, nextScale, scaleOf, type GradientScale } from '../../draw/gradient_scale.ts';
import { columnCentre } from '../../core/model/time_axis.ts';
import { inputNames } from '../../core/text/label.ts';
import { powerOfTen, threeFigures } from '../../core/text/number.ts';
import { setText, type Context } from '../../draw/pen.ts';
import { fillAt, gradientTable, signedPalette } from '../../draw/palette.ts';
import { createChoice, tableOf } from '../../ui/panel_frame.ts';
import { gradientKey, signedKey } from '../../ui/scale_keys.ts';
import type { View } from '../../ui/time_view.ts';
import { createTimeFigure } from '../../ui/time_figure.ts';
import { paintImage, paintLabel, paintRule, paintTimes, TIMES } from '../../ui/time_pen.ts';

const PLOT = { top: 16, height: 84 };
const ROWS_TOP = PLOT.top + PLOT.height + 6;
const ROW = 16;
/** More channels than this are a picture, not numbers. */
const MOST_CHANNELS = 10;

export type Picture = {
  norms: Float32Array;
  signed: Float32Array | null;
  channels: number;
  labels: string[];
  limit: number;
  most: number;
};

export const saliency: Measurement = {
  kind: 'saliency', place: 'time', untruncated: true, needs: ['input_saliency'], create,
};

function create(host: Host) {
  const { frame, services: { t } } = host;
  let picture: Picture;
  let scale: GradientScale = FIRST_SCALE;
  let logarithmic = true;
  /** The run and lane that the scale belongs to. */
  let scaled = '';
  const choice = createChoice('saliency-scale', (value) => {
    logarithmic = value === 'log';
    host.redraw();
  });
  frame.settings.append(choice.root);

  const rows = () => (picture.signed && picture.channels <= MOST_CHANNELS ? picture.channels : 0);
  const share = (value: number) => (logarithmic ? heightOf(scale, value) : Math.max(0, value / picture.most));

  const figure = createTimeFigure(host, {
    height: () => ROWS_TOP + rows() * ROW + 2 + TIMES,
    paint(context, view) {
      paintRule(context, view, PLOT.top, view.tokens.line);
      paintRule(context, view, PLOT.top + PLOT.height, view.tokens.lineStrong);
      paintBars(context, view, picture, scale, share);
      if (rows()) paintSigned(context, view, picture);
      paintTimes(context, view, ROWS_TOP + rows() * ROW + 2);
    },
    margin(context, view) {
      const end = (exponent: number) => (exponent === 0 ? '1' : powerOfTen(exponent));
      paintLabel(context, view, logarithmic ? end(scale.top) : threeFigures(picture.most), PLOT.top);
      paintLabel(context, view, logarithmic ? end(scale.floor) : '0', PLOT.top + PLOT.height);
      for (let row = 0; row < rows(); row += 1) {
        paintLabel(context, view, picture.labels[row] ?? '', ROWS_TOP + (row + 0.5) * ROW, { size: 11 });
      }
    },
    tip: (view, _place, step) => ({
      head: t('measure.at', { time: step + 1 }), lines: linesAt(picture, view.subject, step, t),
    }),
  });

  return {
    draw(subject: Subject) {
      const key = `${subject.run.id}/${subject.lane}`;
      picture = pictureOf(subject, key === scaled ? picture : undefined, t);
      const wanted = scaleOf([picture.norms]);
      scale = key === scaled || !wanted ? nextScale(scale, wanted) : wanted;
      scaled = key;
      choice.set(
        t('saliency_card.scale'),
        [{ value: 'log', text: t('loss_panel.log') }, { value: 'linear', text: t('loss_panel.linear') }],
        logarithmic ? 'log' : 'linear',
      );
      frame.legend.replaceChildren(
        gradientKey('‖∂L/∂xₜ‖', scale),
        ...(rows() ? [signedKey(t('saliency_card.sample'), threeFigures(picture.limit))] : []),
      );
      figure.draw(subject);
      frame.setCaption(captionOf(picture, t));
      frame.setTable(() =>
        tableOf([
          t('measure.time'), '‖∂L/∂x‖',
          ...(picture.signed ? picture.labels.slice(0, MOST_CHANNELS).map((label) => `∂ℓ/∂x ${label}`) : []),
        ],
        Array.from(picture.norms, (norm, step) => [String(step + 1), threeFigures(norm), ...(picture.signed
          ? picture.labels.slice(0, MOST_CHANNELS).map((_, channel) => threeFigures(at(picture, step, channel)))
          : [])])));
    },
    clear: figure.clear,
    end: figure.end,
  };
}

function pictureOf(subject: Subject, before: Picture | undefined, t: Host['services']['t']): Picture {
  const { task } = subject.run.facts;
  const norms = subject.tensor('input_saliency').data as Float32Array;
  const gradient = subject.data.tensors.get('input_gradient') ?? null;
  const signed = gradient ? (gradient.data as Float32Array) : null;
  return {
    norms, signed, channels: task.input_size, labels: inputNames(task, t),
    limit: signed ? nextLimit(before?.limit ?? roundLimit(largestMagnitude(signed)), largestMagnitude(signed)) : 1,
    most: nextLimit(before?.most ?? roundLimit(largestMagnitude(norms)), largestMagnitude(norms)),
  };
}

function at({ signed, channels }: Picture, step: number, channel: number) {
  return signed ? signed[step * channels + channel] : 0;
}

function paintBars(
  context: Context,
  view: View,
  { norms }: Picture,
  scale: GradientScale,
  share: (value: number) => number,
) {
  const { axis, tokens } = view;
  const table = gradientTable(tokens);
  const width = Math.min(52, Math.max(axis.column, axis.pitch * 0.5));
  for (let step = view.first; step <= view.last; step += 1) {
    const value = norms[step];
    const x = columnCentre(axis, step);
    const height = Math.max(1, Math.min(1, share(value)) * PLOT.height);
    context.fillStyle = height > 1 ? fillAt(table, 0.25 + 0.75 * heightOf(scale, value)) : tokens.lineStrong;
    context.fillRect(x - width / 2, PLOT.top + PLOT.height - height, width, height);
    if (!view.window.labelled) continue;
    setText(context, { size: 12, family: tokens.fontUi, weight: 500 });
    context.fillStyle = tokens.gradient;
    context.fillText(threeFigures(value), x, PLOT.top + PLOT.height - height - 8);
  }
}

function paintSigned(context: Context, view: View, picture: Picture) {
  const { tokens, axis } = view;
  const palette = signedPalette(tokens);
  if (!view.window.labelled) {
    return paintImage(context, view, { y: ROWS_TOP, rows: picture.channels, rowHeight: ROW, colour: (row, step) =>
      signedColor(at(picture, step, row), picture.limit, palette) });
  }
  for (let step = view.first; step <= view.last; step += 1) {
    for (let channel = 0; channel < picture.channels; channel += 1) {
      const value = at(picture, step, channel);
      const colour = signedColor(value, picture.limit, palette);
      const width = Math.min(axis.column, 110);
      context.fillStyle = css(colour);
      context.fillRect(columnCentre(axis, step) - width / 2, ROWS_TOP + channel * ROW + 1, width, ROW - 2);
      setText(context, { size: 11, family: tokens.fontUi });
      context.fillStyle = inkOn(colour);
      context.fillText(threeFigures(value), columnCentre(axis, step), ROWS_TOP + (channel + 0.5) * ROW + 0.5);
    }
  }
}

function linesAt(
  picture: Picture,
  { frame, run }: Subject,
  step: number,
  t: Host['services']['t'],
): [string, string][] {
  const { input_size: size } = run.facts.task;
  const lines: [string, string][] = [['‖∂L/∂xₜ‖', threeFigures(picture.norms[step])]];
  for (let channel = 0; picture.signed && channel < Math.min(size, 4); channel += 1) {
    lines.push([
      `∂ℓ/∂x ${picture.labels[channel] ?? ''}`,
      `${threeFigures(at(picture, step, channel))} (${t('saliency_card.input')} ${threeFigures(
        Number(frame.input.data[step * size + channel]),
      )})`,
    ]);
  }
  return lines;
}

function captionOf({ norms }: Picture, t: Host['services']['t']) {
  const order = Array.from(norms, (norm, step) => ({ norm, step })).filter(({ norm }) => norm > 0)
    .sort((a, b) => b.norm - a.norm);
  if (!order.length) return t('saliency_card.none');
  const sorted = [...norms].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  const [strongest, second] = order;
  const words = { time: strongest.step + 1, value: threeFigures(strongest.norm), middle: threeFigures(middle) };
  return second
    ? t('saliency_card.caption', { ...words, second: second.step + 1 })
    : t('saliency_card.caption_one', words);
}
