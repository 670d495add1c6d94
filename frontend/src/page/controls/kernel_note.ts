/** Below the fields of the run: which kernel computes each model, and where it is the reference, why. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { laneLetter } from '../../core/text/lane.ts';
import { el, setText } from '../../ui/dom.ts';

/** @returns unmount */
export function mountKernelNote(root: HTMLElement, store: Store<State>, { t }: Services): () => void {
  const note = el('p', { class: 'muted kernel-note' });
  root.append(note);
  return watch(store, ({ run, language, moreControls }) => [run?.frame?.kernelReasons.join(), language, moreControls],
    ({ run, moreControls }) => {
      const reasons = run?.frame?.kernelReasons ?? [];
      note.hidden = !moreControls || reasons.length === 0;
      setText(note, kernelWords(reasons, t));
    });
}

/** @returns a sentence for each answer, with the letters of the models that have it where they differ */
export function kernelWords(reasons: readonly (string | null)[], t: Services['t']): string {
  const answers = [...new Set(reasons)];
  return answers.map((answer) => {
    const letters = reasons.flatMap((reason, lane) => (reason === answer ? [laneLetter(lane)] : []));
    const words = t(`kernel.${answer ?? 'fused'}`);
    return answers.length > 1 ? t('kernel.of', { lanes: letters.join(', '), words }) : words;
  }).join(' ');
}
