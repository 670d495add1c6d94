/**
 * A mark of the scrubber in words.
 *
 * @import { Catalog, RunView, Translate } from '../state/types.d.ts'
 * @import { RunEvent } from '../layout/run_events.js'
 */

import { differencesOf } from '../state/difference.js';
import { changeWords } from './difference.js';
import { laneLetter } from './lane.js';
import { markWords } from './mark.js';
import { threeFigures, whole } from './number.js';

/** @param {RunEvent} event @param {RunView} run @param {Catalog | null} catalog @param {Translate} t @returns {string} */
export function eventWords({ kind, lane, step, mark, factor }, run, catalog, t) {
  const where = { lane: laneLetter(lane), step: whole(step) };
  switch (kind) {
    case 'turned': return mark ? markWords(mark, t) : '';
    case 'branch': return branchWords(run, lane, catalog, t);
    case 'jump': return t(Number(factor) > 1 ? 'timeline.rose' : 'timeline.fell', { ...where, factor: threeFigures(Math.max(Number(factor), 1 / Number(factor))) });
    case 'diverged': return t('timeline.diverged', where);
    default: return t(`race.flag.${kind}`, where);
  }
}

/** "Branch B from update 40: ReLU." @param {RunView} run @param {number} lane @param {Catalog | null} catalog @param {Translate} t */
export function branchWords(run, lane, catalog, t) {
  const { lanes } = run.experiment;
  const { origin } = lanes[lane];
  if (!origin) return '';
  const changes = catalog ? differencesOf(catalog, lanes[origin.lane], lanes[lane]).filter(({ kind }) => kind !== 'changes') : [];
  return t('branch.said', { lane: laneLetter(lane), step: whole(origin.step), change: changeWords(changes, t) });
}
