/** What made a run's numbers, in words: short, and where two builds differ, in what. */

import type { Build, KeptRun } from '../core/model/kept.ts';
import type { Translate } from '../core/text/i18n.ts';
import { laneLetter } from '../core/text/lane.ts';
import { whole } from '../core/text/number.ts';

/** In the order in which they are told. */
const PARTS = [
  'version', 'source', 'kernel', 'device', 'processor', 'platform', 'torch', 'numpy', 'numba', 'llvmlite', 'python',
] as const;

/** @returns "RNN Playground 0.1.0 (1a2b3c4d5e6f), PyTorch 2.13.0, fused kernels" */
export function buildName({ version, source, torch, kernel }: Build, t: Translate): string {
  return t('kept.build', {
    version, source, torch: torch ?? '–', kernel: t(`kept.kernel.${kernel.includes(',') ? 'mixed' : kernel}`),
  });
}

export function differingParts(one: Build, other: Build): (typeof PARTS)[number][] {
  return PARTS.filter((part) => one[part] !== other[part]);
}

/** What came of a check. */
export function checkWords(
  { build, check }: Pick<KeptRun, 'build' | 'check'>,
  t: Translate,
  when: (seconds: number) => string,
): string {
  if (!check) return t('kept.unchecked');
  const parts = differingParts(build, check.build);
  const by = parts.length ? buildName(check.build, t) : t('kept.same_build');
  if (check.same) return t('kept.same', { when: when(check.at), by });
  const place = check.first_difference;
  const from =
    place ? t('kept.differs.from', { step: whole(place.step), lane: laneLetter(place.lane) }) : t('kept.differs.hash');
  if (!parts.length) return t('kept.differs.same_build', { from, when: when(check.at) });
  const changes = parts.map((part) =>
    t('kept.differs.part', {
      part: t(`kept.part.${part}`), kept: build[part] ?? '–', checked: check.build[part] ?? '–',
    }));
  return t('kept.differs.other_build', { from, when: when(check.at), changes: changes.join('; ') });
}
