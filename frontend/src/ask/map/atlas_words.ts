/** A map in words: its axes, a tile, the whole as a table. */

import type { Atlas, Axis, Choice, Value } from '../../core/questions/atlas.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { outcomeOf, solvedOf, type Tile } from '../../core/questions/atlas_tiles.ts';
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
export function tileWords(tile: Tile, t: Translate): string {
  const { readings, problem } = tile;
  if (problem) return problemText(problem, t).text;
  const outcome = outcomeOf(tile);
  if (!outcome) return t('try.map.waiting');
  const [first] = readings;
  if (readings.length > 1) return t(
    'try.map.seeds', { outcome: t(`try.map.outcome.${outcome}`), solved: solvedOf(tile), seeds: readings.length },
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
export function mapTable(atlas: Atlas, tiles: Tile[], choices: Choice[], t: Translate): HTMLElement {
  const [x, y] = [axisWords(choices, atlas.x, t), axisWords(choices, atlas.y, t)];
  const rows = y.values.map((name, row) =>
    [name, ...tiles.filter((tile) => tile.row === row).map((tile) => tileWords(tile, t))]);
  return tableOf([`${y.name} \\ ${x.name}`, ...x.values], rows.reverse());
}
