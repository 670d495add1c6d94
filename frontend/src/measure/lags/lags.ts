/**
 * Gradient by lag: which share of ∂L/∂W_hh was made by looking k time steps back. Lag 0 stands right, as the gradient
 * runs left.
 */

import type { Host, Measurement, Subject } from '../../ui/measurement_card.ts';
import { roundLimit, slice } from '../../core/model/slices.ts';
import { signedEnds } from '../signed_axis.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { createTimeFigure } from '../../ui/time_figure.ts';
import { paintLabel, paintTimes, TIMES } from '../../ui/time_pen.ts';
import { paintSignedBars, paintSignedScale } from '../signed_bars.ts';

const PLOT = { top: 16, height: 104 };

export const lags: Measurement = {
  kind: 'lags', place: 'time', untruncated: true, layered: true, needs: ['gradient_by_lag'], create,
};

function create(host: Host) {
  const { frame, services: { t } } = host;
  let shares: Float32Array = new Float32Array(0);
  let ends = { low: 0, high: 1 };
  const lagOf = (timeStep: number) => shares.length - 1 - timeStep;

  const figure = createTimeFigure(host, {
    height: () => PLOT.top + PLOT.height + 14 + TIMES,
    paint(context, view) {
      paintSignedBars(context, view, { ...PLOT, ...ends }, (timeStep) => shares[lagOf(timeStep)]);
      paintTimes(context, view, PLOT.top + PLOT.height + 14, (timeStep) => String(lagOf(timeStep)));
    },
    margin(context, view) {
      paintSignedScale(context, view, { ...PLOT, ...ends });
      paintLabel(context, view, t('lags_card.axis'), PLOT.top + PLOT.height + 14 + TIMES / 2);
    },
    tip: (_view, _place, timeStep) => ({
      head: t('lags_card.place', { lag: lagOf(timeStep) }),
      lines: [[t('lags_card.share'), threeFigures(shares[lagOf(timeStep)])]],
    }),
  });

  return {
    draw(subject: Subject) {
      shares = slice(subject.tensor('gradient_by_lag'), subject.layer);
      ends = signedEnds(shares, roundLimit);
      figure.draw(subject);
      frame.setCaption(captionOf(shares, t));
      frame.setTable(() => tableOf([t('lags_card.lag'), t('lags_card.share'), t('lags_card.up_to')], cumulated(shares)
        .map(([share, sum], lag) => [String(lag), threeFigures(share), threeFigures(sum)])));
    },
    clear: figure.clear,
    end: figure.end,
  };
}

function cumulated(shares: Float32Array): [share: number, sum: number][] {
  let sum = 0;
  return Array.from(shares, (share) => [share, (sum += share)]);
}

function captionOf(shares: Float32Array, t: Host['services']['t']) {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (!Number.isFinite(sum)) return t('lags_card.none');
  let largest = 0;
  for (let lag = 1; lag < shares.length; lag += 1) if (Math.abs(shares[lag]) > Math.abs(shares[largest])) largest = lag;
  const near = shares.slice(0, 3).reduce((total, share) => total + share, 0);
  return t(
    'lags_card.caption', { sum: sum.toFixed(2), lag: largest, share: percent(shares[largest]), near: percent(near) },
  );
}
