/**
 * In what a copy differs from the run that it was taken of, in a few words: "gradient clip off", "B from 300: LSTM".
 */

import type { BriefExperiment, Catalog, Translate } from '../../core/model/types.ts';
import {
  comparisonOf, differencesOf, fieldDifferences, partDifferences, type Difference,
} from '../../core/model/difference.ts';
import { sameDocument } from '../../core/model/experiment.ts';
import { changeWords, comparisonWords } from '../../core/text/difference.ts';
import { laneLetter } from '../../core/text/lane.ts';

/** @returns empty where it is still the same */
export function copyWords(catalog: Catalog, watched: BriefExperiment, copy: BriefExperiment, t: Translate): string[] {
  const whole = wholeDifferences(catalog, watched, copy);
  const alone = watched.lanes.length === 1 && copy.lanes.length === 1;
  const lanes = copy.lanes.map((_, number) => laneWords(catalog, watched, copy, number, alone, t));
  const left = watched.lanes.slice(copy.lanes.length)
    .map((_, index) => t('wall.without', { lane: laneLetter(copy.lanes.length + index) }));
  return [...(whole.length ? [changeWords(whole, t)] : []), ...lanes, ...left].filter(Boolean);
}

/** @returns what is not of one lane alone */
function wholeDifferences(catalog: Catalog, watched: BriefExperiment, copy: BriefExperiment): Difference[] {
  const fields = catalog.experiment.fields.filter(({ name }) => name in watched || name in copy);
  return [
    ...partDifferences(catalog, 'task', watched.task, copy.task),
    ...fields.flatMap((field) => fieldDifferences(catalog, field, watched as any, copy as any)),
  ];
}

function laneWords(
  catalog: Catalog,
  watched: BriefExperiment,
  copy: BriefExperiment,
  number: number,
  alone: boolean,
  t: Translate,
) {
  const [before, lane] = [watched.lanes[number], copy.lanes[number]];
  const isNew = !before || !sameDocument([before.origin ?? null], [lane.origin ?? null]);
  const compared = isNew && comparisonOf(catalog, copy, number);
  if (compared) return t('wall.branch', { lane: laneLetter(number), words: comparisonWords(compared, t) });
  const differences = before ? differencesOf(catalog, before, lane) : [];
  if (!differences.length) return '';
  return alone ? changeWords(differences, t) : `${laneLetter(number)}: ${changeWords(differences, t)}`;
}
