/** A run's loss curves as a small picture, each lane in its colour and dash, on a log scale of its own. */

import type { RunRecord } from '../core/model/run_record.ts';
import { pathOf } from './chart_svg.ts';
import { svg } from './dom.ts';
import { LANE_DASHES } from '../draw/tokens.ts';

const [WIDTH, HEIGHT, MARGIN] = [84, 40, 3];

export function runThumbnail({ lanes, step, task }: RunRecord): SVGElement {
  const positive = [...lanes.flatMap(({ loss }) => [...loss]), task.chance].filter((value) =>
    value > 0 && Number.isFinite(value));
  const [low, high] = [Math.min(...positive), Math.min(Math.max(...positive), 10 * task.chance)].map(Math.log10);
  const x = (at: number) => MARGIN + ((WIDTH - 2 * MARGIN) * at) / Math.max(1, step);
  const y = (value: number) =>
    MARGIN + (HEIGHT - 2 * MARGIN) * Math.max(0, Math.min(1, (high - Math.log10(value)) / Math.max(0.3, high - low)));
  const curves = lanes.map(({ steps, loss }, lane) => svg('path', {
    d: pathOf(
      [...loss].map((value, index) => (value > 0 && Number.isFinite(value) ? [x(steps[index]), y(value)] : null)),
    ),
    class: 'run-curve', 'data-lane': lane, 'stroke-dasharray': LANE_DASHES[lane].join(' ') || 'none',
  }));
  const chance = svg('path', { d: `M${MARGIN},${y(task.chance).toFixed(1)}H${WIDTH - MARGIN}`, class: 'run-chance' });
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, class: 'run-thumbnail', 'aria-hidden': 'true' },
    chance, ...curves,
  );
}
