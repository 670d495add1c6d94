/**
 * In what a copy differs from the run that it was taken of, in a few words: "gradient clip off", "B from 300: LSTM".
 *
 * @import { BriefExperiment, Catalog, Translate } from '../state/types.d.ts'
 * @import { Difference } from '../state/difference.js'
 */

import { comparisonOf, differencesOf, fieldDifferences, partDifferences } from '../state/difference.js';
import { sameDocument } from '../state/experiment.js';
import { changeWords, comparisonWords } from './difference.js';
import { laneLetter } from './lane.js';

/**
 * @param {Catalog} catalog
 * @param {BriefExperiment} watched
 * @param {BriefExperiment} copy
 * @param {Translate} t
 * @returns {string[]} empty where it is still the same
 */
export function copyWords(catalog, watched, copy, t) {
  const whole = wholeDifferences(catalog, watched, copy);
  const alone = watched.lanes.length === 1 && copy.lanes.length === 1;
  const lanes = copy.lanes.map((_, number) => laneWords(catalog, watched, copy, number, alone, t));
  const left = watched.lanes.slice(copy.lanes.length).map((_, index) => t('wall.without', { lane: laneLetter(copy.lanes.length + index) }));
  return [...(whole.length ? [changeWords(whole, t)] : []), ...lanes, ...left].filter(Boolean);
}

/** @param {Catalog} catalog @param {BriefExperiment} watched @param {BriefExperiment} copy @returns {Difference[]} what is not of one lane alone */
function wholeDifferences(catalog, watched, copy) {
  const fields = catalog.experiment.fields.filter(({ name }) => name in watched || name in copy);
  return [...partDifferences(catalog, 'task', watched.task, copy.task), ...fields.flatMap((field) => fieldDifferences(catalog, field, /** @type {any} */ (watched), /** @type {any} */ (copy)))];
}

/** @param {Catalog} catalog @param {BriefExperiment} watched @param {BriefExperiment} copy @param {number} number @param {boolean} alone @param {Translate} t */
function laneWords(catalog, watched, copy, number, alone, t) {
  const [before, lane] = [watched.lanes[number], copy.lanes[number]];
  const isNew = !before || !sameDocument([before.origin ?? null], [lane.origin ?? null]);
  const compared = isNew && comparisonOf(catalog, copy, number);
  if (compared) return t('wall.branch', { lane: laneLetter(number), words: comparisonWords(compared, t) });
  const differences = before ? differencesOf(catalog, before, lane) : [];
  if (!differences.length) return '';
  return alone ? changeWords(differences, t) : `${laneLetter(number)}: ${changeWords(differences, t)}`;
}
