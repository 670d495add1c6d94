/**
 * A milestone as a screen reader hears it, with where the others stand: "GRU solved at update 240; RNN · tanh at
 * chance."
 */

import type { Milestone } from '../model/milestones.ts';
import type { RunView, Translate } from '../model/types.ts';
import { verdictOf } from '../model/verdict.ts';
import { laneLetter, laneName } from './lane.ts';
import { milestoneWords } from './milestone.ts';

export function milestoneSaid(run: RunView, lane: number, milestone: Milestone, t: Translate) {
  const names = run.experiment.lanes.map((each) => laneName(each, t));
  const called = names.map((name, index) =>
    (names.indexOf(name) === names.lastIndexOf(name) ? name : `${laneLetter(index)} ${name}`));
  const event = milestoneWords('race.said', milestone, called[lane], run.facts.task, t);
  const others = run.lanes.flatMap((view, index) => (index === lane ? [] : [
    t('race.said.other', {
      lane: called[index], standing: t(`race.standing.${verdictOf(run.facts.task, view, null, run.step).outcome}`),
    }),
  ]));
  return others.length ? t('race.said', { event, others: others.join('; ') }) : t('race.said.alone', { event });
}
