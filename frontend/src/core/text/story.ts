/** The story of the picture in words: how much of the blame arrives, as anybody reads it. */

import type { State, Translate } from '../model/types.ts';
import type { Story } from '../model/story.ts';
import { laneLetter, laneName } from './lane.ts';
import { threeFigures, whole } from './number.ts';

/** Shares that are said with a word of their own, from the largest, each down to the bound beside it. */
const NAMED = [['all', 0.75], ['half', 0.35], ['fifth', 0.15]] as const;
const SMALLEST = -12;
/** Of the gradient: less than this is said with the share. */
const REACHES = 1e-3;

/** "a billionth": the nearest power of ten, or what is near the whole. */
export function shareWords(share: number, t: Translate) {
  const named = NAMED.find(([, from]) => share >= from);
  if (named) return t(`story.share.${named[0]}`);
  const exponent = Math.round(Math.log10(share));
  return t(exponent < SMALLEST ? 'story.share.less' : `story.share.${exponent}`);
}

export function storyWords(
  { beat, told: { lane, arrives, solvedAt }, from, to }: Story,
  { run }: Pick<State, 'run'>,
  t: Translate,
): string {
  if (!run) return '';
  const { experiment, facts: { task } } = run;
  const of = (key: string) =>
    (
      t(`story.${key}.${task.kind}`) === `story.${key}.${task.kind}`
        ? t(`story.${key}`)
        : t(`story.${key}.${task.kind}`)
    );
  const name = laneName(experiment.lanes[lane], t);
  const model = experiment.lanes.length > 1 ? t('story.model', { letter: laneLetter(lane), name }) : name;
  const share = arrives === null ? '' : shareWords(arrives, t);
  const numbers = {
    model, from: from + 1, to: to + 1, share, factor: threeFigures(arrives ?? 0), step: whole(solvedAt ?? 0),
    first: of('first'), both: of('both'),
  };
  if (beat === 'solved') {
    return t(arrives !== null && arrives >= REACHES ? 'story.solved' : 'story.solved.faint', numbers);
  }
  return t(`story.${beat}`, numbers);
}
