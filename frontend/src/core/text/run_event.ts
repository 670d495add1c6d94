/** A mark of the scrubber in words. */

import type { Catalog, RunView, Translate } from '../model/types.ts';
import type { RunEvent } from '../model/run_events.ts';
import { differencesOf } from '../model/difference.ts';
import { changeWords } from './difference.ts';
import { laneLetter } from './lane.ts';
import { markWords } from './mark.ts';
import { threeFigures, whole } from './number.ts';

export function eventWords(
  { kind, lane, step, mark, factor }: RunEvent,
  run: RunView,
  catalog: Catalog | null,
  t: Translate,
): string {
  const where = { lane: laneLetter(lane), step: whole(step) };
  switch (kind) {
    case 'turned': return mark ? markWords(mark, t) : '';
    case 'branch': return branchWords(run, lane, catalog, t);
    case 'jump': return t(Number(factor) > 1 ? 'timeline.rose' : 'timeline.fell', {
      ...where, factor: threeFigures(Math.max(Number(factor), 1 / Number(factor))),
    });
    case 'diverged': return t('timeline.diverged', where);
    default: return t(`race.flag.${kind}`, where);
  }
}

/** "Branch B from update 40: ReLU." */
export function branchWords(run: RunView, lane: number, catalog: Catalog | null, t: Translate) {
  const { lanes } = run.experiment;
  const { origin } = lanes[lane];
  if (!origin) return '';
  const changes =
    catalog ? differencesOf(catalog, lanes[origin.lane], lanes[lane]).filter(({ kind }) => kind !== 'changes') : [];
  return t('branch.said', { lane: laneLetter(lane), step: whole(origin.step), change: changeWords(changes, t) });
}
