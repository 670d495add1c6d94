/** What was found at other lengths, in words and as a table. */

import type { Measured } from '../../core/questions/lengths.ts';
import type { RunView, Translate } from '../../core/model/types.ts';
import { metricChance, quantityText, type Quantity } from '../../core/model/levels.ts';
import { nearAndFar } from '../../core/questions/lengths.ts';
import { laneName } from '../../core/text/lane.ts';
import { whole } from '../../core/text/number.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';
import { tableOf } from '../../ui/panel_frame.ts';

/** `measured`: the newest last; `samples` of each length in it */
export type Found = { measured: Measured[], run: RunView, quantity: Quantity, samples: number };

export function captionWords({ measured, run, quantity, samples }: Found, t: Translate): string {
  const { task } = run.facts;
  const newest = measured[measured.length - 1];
  const trained = Number(run.experiment.task.length);
  const readings = newest.lanes.flatMap((_, lane) => {
    const found = nearAndFar(newest, lane, quantity, trained);
    if (!found) return [];
    const { near, far } = found;
    const [nearValue, farValue] = [near, far].map(({ value }) => valueText(value, quantity, run));
    const lengths = { near: near.length, near_value: nearValue, far: far.length, far_value: farValue };
    return [t('try.lengths.lane', { lane: LANE_LETTERS[lane], ...lengths })];
  });
  const what = t(quantity === 'metric' ? 'loss_panel.accuracy' : `loss_panel.unit.${task.loss}`);
  const words = [t('try.lengths.caption', { quantity: what, trained, samples, readings: readings.join('; ') })];
  const earlier = measured.slice(0, -1).map(({ step }) => whole(step));
  if (earlier.length) words.push(t('try.lengths.earlier', { steps: earlier.join(', ') }));
  return words.join(' ');
}

export function lengthsTable({ measured, run, quantity }: Found, t: Translate): HTMLElement {
  const newest = measured[measured.length - 1];
  const lanes = run.experiment.lanes.map((lane, number) => `${LANE_LETTERS[number]} ${laneName(lane, t)}`);
  const chance = (index: number) => (quantity === 'metric' ? metricChance(run.facts.task) : newest.chance[index]);
  return tableOf(
    [t('try.lengths.length'), ...lanes, t('try.lengths.chance')],
    newest.lengths.map((length, index) => [
      whole(length), ...newest.lanes.map((lane) => valueText(lane?.[quantity][index], quantity, run)),
      valueText(chance(index), quantity, run),
    ]),
  );
}

function valueText(value: number | null | undefined, quantity: Quantity, { facts }: RunView): string {
  return value === null || value === undefined ? '–' : quantityText(value, quantity, facts.task);
}
