/**
 * What made a run's numbers, in words: short, and where two builds differ, in what.
 *
 * @import { Build, KeptRun } from '../takeaway/kept.d.ts'
 * @import { Translate } from './i18n.js'
 */

import { laneLetter } from './lane.js';
import { whole } from './number.js';

/** In the order in which they are told. */
const PARTS = /** @type {const} */ (['version', 'source', 'kernel', 'device', 'processor', 'platform', 'torch', 'numpy', 'numba', 'llvmlite', 'python']);

/** @param {Build} build @param {Translate} t @returns {string} "RNN Playground 0.1.0 (1a2b3c4d5e6f), PyTorch 2.13.0, fused kernels" */
export function buildName({ version, source, torch, kernel }, t) {
  return t('kept.build', { version, source, torch: torch ?? '–', kernel: t(`kept.kernel.${kernel.includes(',') ? 'mixed' : kernel}`) });
}

/** @param {Build} one @param {Build} other @returns {(typeof PARTS)[number][]} */
export function differingParts(one, other) {
  return PARTS.filter((part) => one[part] !== other[part]);
}

/**
 * What came of a check.
 * @param {Pick<KeptRun, 'build' | 'check'>} kept
 * @param {Translate} t
 * @param {(seconds: number) => string} when
 * @returns {string}
 */
export function checkWords({ build, check }, t, when) {
  if (!check) return t('kept.unchecked');
  const parts = differingParts(build, check.build);
  const by = parts.length ? buildName(check.build, t) : t('kept.same_build');
  if (check.same) return t('kept.same', { when: when(check.at), by });
  const place = check.first_difference;
  const from = place ? t('kept.differs.from', { step: whole(place.step), lane: laneLetter(place.lane) }) : t('kept.differs.hash');
  if (!parts.length) return t('kept.differs.same_build', { from, when: when(check.at) });
  const changes = parts.map((part) => t('kept.differs.part', { part: t(`kept.part.${part}`), kept: build[part] ?? '–', checked: check.build[part] ?? '–' }));
  return t('kept.differs.other_build', { from, when: when(check.at), changes: changes.join('; ') });
}
