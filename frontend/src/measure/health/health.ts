/** How the activations fare: shares over time, and every unit over time with the dead ones greyed out. */

import type { Host, Measurement, Subject } from '../../ui/measurement_card.ts';
import { largestMagnitude, mean, nextLimit, slice } from '../../core/model/slices.ts';
import { signedColor } from '../../draw/colour.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import { hatching, type Context } from '../../draw/pen.ts';
import { signedPalette } from '../../draw/palette.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { hatchKey, markKey, signedKey } from '../../ui/scale_keys.ts';
import type { View } from '../../ui/time_view.ts';
import { createTimeFigure } from '../../ui/time_figure.ts';
import { linePath, paintImage, paintLabel, paintRule, paintTimes, TIMES } from '../../ui/time_pen.ts';

const PLOT = { top: 10, height: 84 };
const IMAGE_TOP = PLOT.top + PLOT.height + 12;
const TALLEST = 110;

export type Picture = {
  slope: Float32Array;
  saturation: Float32Array;
  zero: Float32Array;
  dead: Uint8Array;
  states: Float32Array;
  units: number;
  limit: number;
};

export const health: Measurement = {
  kind: 'pre_activation', place: 'time', layered: true,
  needs: ['saturation', 'mean_slope', 'zero_fraction', 'dead_mask'], create,
};

function create(host: Host) {
  const { frame, store, services: { t } } = host;
  let picture: Picture;
  const rowHeight = () => Math.max(1, Math.min(10, Math.floor(TALLEST / picture.units)));

  const figure = createTimeFigure(host, {
    height: () => IMAGE_TOP + picture.units * rowHeight() + 4 + TIMES,
    paint(context, view) {
      paintLines(context, view, picture);
      paintStates(context, view, picture, rowHeight());
      paintTimes(context, view, IMAGE_TOP + picture.units * rowHeight() + 4);
    },
    margin(context, view) {
      for (const share of [0, 0.5, 1]) {
        paintLabel(context, view, percent(share), PLOT.top + PLOT.height * (1 - share), { size: 10.5 });
      }
      paintLabel(context, view, 'h', IMAGE_TOP + (picture.units * rowHeight()) / 2, { size: 14, strong: true });
    },
    mark(context, view, timeStep) {
      const unit = store.get().cursor?.unit ?? 0;
      if (unit >= picture.units || rowHeight() < 3) return;
      context.strokeStyle = view.tokens.ink1;
      context.lineWidth = 1.5;
      context.strokeRect(
        view.axis.start + timeStep * view.axis.pitch, IMAGE_TOP + unit * rowHeight() - 0.5, view.axis.pitch,
        rowHeight() + 1,
      );
    },
    tip(_view, place, step) {
      const unit = place ? Math.floor((place.y - IMAGE_TOP) / rowHeight()) : -1;
      const lines: [string, string][] = [
        [t('health_card.saturated'), percent(picture.saturation[step])],
        [t('health_card.slope'), threeFigures(picture.slope[step])],
        [t('health_card.zero'), percent(picture.zero[step])],
      ];
      if (unit >= 0 && unit < picture.units) lines.push([t('health_card.unit', { unit: unit + 1 }), `${threeFigures(
        picture.states[step * picture.units + unit],
      )}${picture.dead[unit] ? ` · ${t('health_card.dead_unit')}` : ''}`]);
      return { head: t('measure.at', { time: step + 1 }), lines };
    },
  });

  return {
    draw(subject: Subject) {
      const states = slice(subject.data.hiddenState, subject.layer);
      picture = {
        slope: slice(subject.tensor('mean_slope'), subject.layer),
        saturation: slice(subject.tensor('saturation'), subject.layer),
        zero: slice(subject.tensor('zero_fraction'), subject.layer),
        dead: (slice(subject.tensor('dead_mask'), subject.layer) as unknown) as Uint8Array,
        states, units: subject.data.hiddenState.shape[2],
        limit: nextLimit(picture?.limit ?? 1, Math.max(1, largestMagnitude(states))),
      };
      frame.legend.replaceChildren(
        markKey(t('health_card.saturated'), 'line'),
        markKey(t('health_card.slope'), 'line', subject.lane), markKey(t('health_card.zero'), 'dashed'),
        signedKey('h', threeFigures(picture.limit)),
        ...(picture.dead.some(Boolean) ? [hatchKey(t('health_card.dead_unit'))] : []),
      );
      figure.draw(subject);
      const dead = picture.dead.reduce((sum, bit) => sum + bit, 0);
      frame.setCaption(t(dead ? 'health_card.caption_dead' : 'health_card.caption', {
        saturated: percent(mean(picture.saturation)),
        slope: threeFigures(mean(picture.slope)), zero: percent(mean(picture.zero)), dead, units: picture.units,
      }));
      frame.setTable(() =>
        tableOf([t('measure.time'), t('health_card.saturated'), t('health_card.slope'), t('health_card.zero')],
        Array.from(picture.slope, (slope, step) =>
          [String(step + 1), percent(picture.saturation[step]), threeFigures(slope), percent(picture.zero[step])])));
    },
    clear: figure.clear,
    end: figure.end,
  };
}

function paintLines(context: Context, view: View, { slope, saturation, zero }: Picture) {
  const { tokens, subject } = view;
  const up = (share: number) => PLOT.top + PLOT.height * (1 - Math.max(0, Math.min(1.05, share)));
  for (const share of [0, 0.5, 1]) paintRule(context, view, up(share), share ? tokens.line : tokens.lineStrong);
  const lines: [Float32Array, string, number[], number][] = [
    [zero, tokens.ink3, [2, 3], 2], [saturation, tokens.ink1, [], 1.5], [slope, tokens.lanes[subject.lane], [], 2.25],
  ];
  for (const [values, colour, dash, width] of lines) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.stroke(linePath(view, (step) => up(values[step])));
  }
  context.setLineDash([]);
}

function paintStates(context: Context, view: View, { states, dead, units, limit }: Picture, rowHeight: number) {
  const { axis, tokens } = view;
  const palette = signedPalette(tokens);
  paintImage(context, view, { y: IMAGE_TOP, rows: units, rowHeight, colour: (unit, step) =>
    (dead[unit] ? null : signedColor(states[step * units + unit], limit, palette)) });
  context.fillStyle = hatching(context, tokens.ink3);
  for (let unit = 0; unit < units; unit += 1) {
    if (dead[unit]) context.fillRect(axis.start, IMAGE_TOP + unit * rowHeight, axis.pitch * axis.count, rowHeight);
  }
}
