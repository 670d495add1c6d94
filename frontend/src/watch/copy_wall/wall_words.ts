/** What is said of a copy on the wall. */

import type { State, Thumbnail, Translate, CopyWall, WallCopy } from '../../core/model/types.ts';
import { laneLetter } from '../../core/text/lane.ts';
import { copyWords } from './copy_words.ts';
import { threeFigures, whole } from '../../core/text/number.ts';
import { WATCHED } from './wall_places.ts';

export function titleOf(number: number, t: Translate): string {
  return number === WATCHED ? t('wall.watched') : t('wall.copy', { number: whole(number) });
}

/** @returns "training · update 240" */
export function standingOf({ state, step }: Thumbnail, t: Translate): string {
  return t('wall.standing', { state: t(`wall.state.${state}`), step: whole(step) });
}

export function changesOf({ catalog }: State, wall: CopyWall, number: number, t: Translate): string {
  if (number === WATCHED) return t('wall.watched.what');
  const [watched, copy] = [WATCHED, number].map((each) => (wall.copies.get(each) as WallCopy | undefined)?.document);
  if (!catalog || !watched || !copy) return '';
  return copyWords(catalog, watched, copy, t).join(' · ') || t('wall.same');
}

/** @param number of the lane @returns "A loss 0.0123 · last loss reaches back 12 of 49 steps" */
export function readingOf({ lanes, time_steps: count }: Thumbnail, number: number, t: Translate): string {
  const { loss, reach, diverged } = lanes[number];
  const letter = laneLetter(number);
  if (diverged !== null) return t('wall.diverged', { lane: letter, step: whole(diverged) });
  if (loss === null) return t('wall.nothing', { lane: letter });
  const params = { lane: letter, loss: threeFigures(loss) };
  return reach === null || count === null
    ? t('wall.reading.loss', params)
    : t('wall.reading', { ...params, reach: whole(reach), count: whole(count - 1) });
}

/** @param there how many hang @param more how many there is no room for */
export function countWords(there: number, more: number, t: Translate): string {
  if (there === 0) return t('wall.empty');
  if (more) return t('wall.count.more', { count: whole(there), more: whole(more) });
  return there === 1 ? t('wall.count.one') : t('wall.count', { count: whole(there) });
}
