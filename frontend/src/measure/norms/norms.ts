/** The size of the gradient over the updates, where clipping cuts it, and what it does to every parameter. */

import type { Host, Measurement, Subject } from '../../ui/measurement_card.ts';
import { clipAt, normBins, normRange, normThreshold, type Bin } from './norm_strip.ts';
import { lengthUntil } from '../../core/model/verdict.ts';
import { threeFigures, whole } from '../../core/text/number.ts';
import { el, svg } from '../../ui/dom.ts';
import { chartPicture, chartText, logAxis, pathOf } from '../../ui/chart_svg.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { markKey } from '../../ui/scale_keys.ts';

const ROOM = { width: 270, height: 132, left: 34, right: 8, top: 8, bottom: 24 };
const MOST_BINS = 224;

export type Row = { name: string, gradient: number, weight: number, ratio: number };

export const norms: Measurement = {
  kind: 'norms', place: 'side', needs: ['parameter_gradient_norm', 'parameter_norm', 'update_ratio'], create,
};

function create({ frame, services: { t } }: Host) {
  const picture = chartPicture(ROOM);
  const parameters = el(
    'div', { class: 'norm-parameters', tabIndex: 0, role: 'region', 'aria-labelledby': frame.heading.id },
  );
  frame.figure.setAttribute('role', 'group');
  frame.figure.append(picture, parameters);

  return {
    draw(subject: Subject) {
      const { run, lane, frame: shown } = subject;
      const { series } = run.lanes[lane];
      const length = lengthUntil(series, shown.step);
      const bins = normBins(series, length, run.experiment.lanes[lane], MOST_BINS);
      const rows = rowsOf(subject);
      frame.legend.replaceChildren(markKey(t('norms_card.before'), 'line', lane), ...(bins.some(({ threshold }) =>
        threshold !== null)
          ? [markKey(t('norms_card.threshold'), 'dashed'), markKey(t('norms_card.clipped'), 'tick')]
          : []));
      picture.replaceChildren(...drawing(bins, lane, shown.step, t));
      parameters.replaceChildren(barsOf(rows, t));
      frame.setCaption(captionOf(subject, bins, length ? series.gradientNorm[length - 1] : NaN, rows, t));
      frame.setTable(() => tableOf([t('norms_card.parameter'), '‖∂L/∂w‖', '‖w‖', '‖Δw‖/‖w‖'], rows.map(
        ({ name, gradient, weight, ratio }) =>
          [name, threeFigures(gradient), threeFigures(weight), threeFigures(ratio)],
      )));
    },
    clear() {
      picture.replaceChildren();
      parameters.replaceChildren();
    },
    end: () => {},
  };
}

/** @returns in the order of the facts */
function rowsOf({ tensor, facts, data }: Subject): Row[] {
  const names = facts.parameter_names ?? Object.keys(data.weights ?? {});
  const [gradient, weight, ratio] = ['parameter_gradient_norm', 'parameter_norm', 'update_ratio'].map((name) =>
    tensor(name).data as Float32Array);
  return Array.from(gradient, (value, index) => ({
    name: names[index] ?? String(index + 1), gradient: value, weight: Number(weight[index]),
    ratio: Number(ratio[index]),
  }));
}

function drawing(bins: Bin[], lane: number, step: number, t: Host['services']['t']): SVGElement[] {
  const [low, high] = normRange(bins);
  const { y, marks } = logAxis(ROOM, low, high);
  const last = Math.max(1, step);
  const x = (at: number) => ROOM.left + (at / last) * (ROOM.width - ROOM.left - ROOM.right);
  const floor = ROOM.height - ROOM.bottom;
  const finite = (value: number) => Number.isFinite(value) && value > 0;
  const clipped = bins.filter((bin) => bin.clipped > 0);
  return [
    ...marks,
    svg('path', { d: bins
      .filter(({ most }) => finite(most))
      .map((bin) => `M${x(bin.step).toFixed(1)},${y(bin.least).toFixed(1)}V${(y(bin.most) - 0.5).toFixed(1)}`)
      .join(''), class: 'norm-range', 'data-lane': lane }),
    ...(bins.length === 1 && finite(bins[0].most)
      ? [svg('circle', { cx: x(bins[0].step), cy: y(bins[0].most), r: 3.2, class: 'chart-dot', 'data-lane': lane })]
      : []),
    svg('path', {
      d: pathOf(bins.map((bin) => (finite(bin.most) ? [x(bin.step), y(bin.most)] : null))), class: 'norm-line',
      'data-lane': lane,
    }),
    svg('path', {
      d: pathOf(bins.map((bin) => (bin.threshold === null ? null : [x(bin.step), y(bin.threshold)]))),
      class: 'norm-threshold',
    }),
    svg('path', {
      d: clipped
        .map((bin) => `M${x(bin.step).toFixed(1)},${floor + 2}v${(2 + 5 * (bin.clipped / bin.updates)).toFixed(1)}`)
        .join(''),
      class: 'norm-clipped',
    }),
    chartText(ROOM.left, ROOM.height - 2, '0'),
    chartText(
      ROOM.width - ROOM.right, ROOM.height - 2, t('norms_card.update', { step: whole(step) }), 'chart-tick', 'end',
    ),
  ];
}

/**
 * A row a parameter: its gradient, and how much of itself the update changes, on one log scale from a millionth to all
 * of it.
 */
function barsOf(rows: Row[], t: Host['services']['t']) {
  const share = (ratio: number) => (ratio > 0 ? Math.max(0.02, Math.min(1, (Math.log10(ratio) + 6) / 6)) : 0);
  const bar = (ratio: number) => {
    const fill = el('span', { class: 'ratio-fill' });
    fill.style.inlineSize = `${(100 * share(ratio)).toFixed(1)}%`;
    return el('span', { class: 'ratio-bar' }, fill);
  };
  const head = el(
    'tr', {}, ...[t('norms_card.parameter'), '‖∂L/∂w‖', '‖Δw‖/‖w‖'].map((words) => el('th', { scope: 'col' }, words)),
    el('th', { scope: 'col', class: 'ratio-axis' }, el('span', {}, '10⁻⁶'), el('span', {}, '1')),
  );
  return el('table', { class: 'norm-table' }, el('thead', {}, head), el('tbody', {}, ...rows.map(
    ({ name, gradient, ratio }) => el(
      'tr', {}, el('th', { scope: 'row' }, name), el('td', {}, threeFigures(gradient)),
      el('td', {}, threeFigures(ratio)), el('td', {}, bar(ratio))
    )
  )));
}

function captionOf(
  { run, lane, frame, data }: Subject,
  bins: Bin[],
  norm: number,
  rows: Row[],
  t: Host['services']['t'],
) {
  const words = [];
  const ratio = Number(data.tensors.get('clip_ratio')?.data[0] ?? 1);
  const threshold = normThreshold(clipAt(run.experiment.lanes[lane], frame.step));
  words.push(ratio < 1
    ? t('norms_card.caption_clipped', {
      norm: threeFigures(norm), after: threeFigures(norm * ratio), ratio: threeFigures(ratio),
    })
    : t('norms_card.caption', { norm: threeFigures(norm) }));
  if (threshold !== null && bins.length > 1) words.push(t('norms_card.counted', {
    clipped: whole(bins.reduce((sum, bin) => sum + bin.clipped, 0)),
    updates: whole(bins.reduce((sum, bin) => sum + bin.updates, 0)),
  }));
  const largest = rows.reduce((most, row) => (row.ratio > most.ratio ? row : most), rows[0]);
  if (largest) words.push(t('norms_card.most', { name: largest.name, ratio: threeFigures(largest.ratio) }));
  return words.join(' ');
}
