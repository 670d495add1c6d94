/** A sweep in words: its axes, a cell, the whole as a table. */

import type { Sweep, Axis, Choice, Value } from '../../core/questions/sweep.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { outcomeOf, solvedOf, type SweepCell } from '../../core/questions/sweep_cells.ts';
import { knobFigures, threeFigures, whole } from '../../core/text/number.ts';
import { problemText } from '../../core/text/problem.ts';
import { choiceText } from '../../core/model/controls_plan.ts';
import { tableOf } from '../../ui/panel_frame.ts';

export function axisWords(
  choices: Choice[],
  { field, values }: Axis,
  t: Translate,
): { name: string, values: string[] } {
  const choice = choices.find(({ path }) => path === field);
  return {
    name: choice ? t(`${choice.field.text}.label`) : field, values: values.map((value) => valueWords(choice, value, t)),
  };
}

function valueWords(choice: Choice | undefined, value: Value, t: Translate): string {
  if (typeof value === 'number') return knobFigures(value);
  if (typeof value === 'boolean') return t(value ? 'race.on' : 'race.off');
  return choice ? t(`${choiceText(choice.field, value)}.label`) : value;
}

/** @returns what it came to */
export function cellWords(cell: SweepCell, t: Translate): string {
  const { readings, problem } = cell;
  if (problem) return problemText(problem, t).text;
  const outcome = outcomeOf(cell);
  if (!outcome) return t('try.map.waiting');
  const [first] = readings;
  if (readings.length > 1) return t(
    'try.map.seeds', { outcome: t(`try.map.outcome.${outcome}`), solved: solvedOf(cell), seeds: readings.length },
  );
  const horizon = first.first.horizon === null ? '' : t('try.map.horizon', {
    first: whole(first.first.horizon),
    last: first.last?.horizon === null || first.last === null ? '–' : whole(first.last.horizon),
  });
  const update = outcome === 'solved' ? first.solved_at : first.diverged_at;
  const said =
    update === null ? t(`try.map.outcome.${outcome}`) : t(`try.map.${outcome}_at`, { update: whole(update) });
  return [
    said, first.loss === null ? '' : t('try.map.loss', { loss: threeFigures(first.loss) }), horizon,
  ].filter(Boolean)
    .join(t('try.map.and'));
}

/** @returns a row for each value of y, the highest first, as in the picture */
export function sweepTable(sweep: Sweep, cells: SweepCell[], choices: Choice[], t: Translate): HTMLElement {
  const [x, y] = [axisWords(choices, sweep.x, t), axisWords(choices, sweep.y, t)];
  const rows = y.values.map((name, row) =>
    [name, ...cells.filter((cell) => cell.row === row).map((cell) => cellWords(cell, t))]);
  return tableOf([`${y.name} \\ ${x.name}`, ...x.values], rows.reverse());
}
