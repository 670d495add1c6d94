/**
 * What is said of a copy on the wall.
 *
 * @import { State, Thumbnail, Translate, Wall, WallCopy } from '../../state/types.d.ts'
 */

import { laneLetter } from '../../text/lane.js';
import { copyWords } from '../../text/copy.js';
import { threeFigures, whole } from '../../text/number.js';
import { WATCHED } from '../../watching/wall.js';

/** @param {number} number @param {Translate} t @returns {string} */
export function titleOf(number, t) {
  return number === WATCHED ? t('wall.watched') : t('wall.copy', { number: whole(number) });
}

/** @param {Thumbnail} thumbnail @param {Translate} t @returns {string} "training · update 240" */
export function standingOf({ state, step }, t) {
  return t('wall.standing', { state: t(`wall.state.${state}`), step: whole(step) });
}

/** @param {State} state @param {Wall} wall @param {number} number @param {Translate} t @returns {string} */
export function changesOf({ catalog }, wall, number, t) {
  if (number === WATCHED) return t('wall.watched.what');
  const [watched, copy] = [WATCHED, number].map((each) => /** @type {WallCopy | undefined} */ (wall.copies.get(each))?.document);
  if (!catalog || !watched || !copy) return '';
  return copyWords(catalog, watched, copy, t).join(' · ') || t('wall.same');
}

/** @param {Thumbnail} thumbnail @param {number} number of the lane @param {Translate} t @returns {string} "A loss 0.0123 · last loss reaches back 12 of 49 steps" */
export function readingOf({ lanes, time_steps: count }, number, t) {
  const { loss, reach, diverged } = lanes[number];
  const letter = laneLetter(number);
  if (diverged !== null) return t('wall.diverged', { lane: letter, step: whole(diverged) });
  if (loss === null) return t('wall.nothing', { lane: letter });
  const params = { lane: letter, loss: threeFigures(loss) };
  return reach === null || count === null ? t('wall.reading.loss', params) : t('wall.reading', { ...params, reach: whole(reach), count: whole(count - 1) });
}
