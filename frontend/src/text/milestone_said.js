/**
 * A milestone as a screen reader hears it, with where the others stand: "GRU solved at update 240; RNN · tanh at chance."
 *
 * @import { RunView, Translate } from '../state/types.d.ts'
 * @import { Milestone } from '../layout/milestones.js'
 */

import { verdictOf } from '../layout/verdict.js';
import { laneLetter, laneName } from './lane.js';
import { milestoneWords } from './milestone.js';

/** @param {RunView} run @param {number} lane @param {Milestone} milestone @param {Translate} t */
export function milestoneSaid(run, lane, milestone, t) {
  const names = run.experiment.lanes.map((each) => laneName(each, t));
  const called = names.map((name, index) => (names.indexOf(name) === names.lastIndexOf(name) ? name : `${laneLetter(index)} ${name}`));
  const event = milestoneWords('race.said', milestone, called[lane], run.facts.task, t);
  const others = run.lanes.flatMap((view, index) => (index === lane ? [] : [
    t('race.said.other', { lane: called[index], standing: t(`race.standing.${verdictOf(run.facts.task, view, null, run.step).outcome}`) }),
  ]));
  return others.length ? t('race.said', { event, others: others.join('; ') }) : t('race.said.alone', { event });
}
