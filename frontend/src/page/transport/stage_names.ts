/** The stages of an update by name; in slow motion the one under way is lit and those before it are ticked. */

import type { Services, Stage, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { el } from '../../ui/dom.ts';

const STAGES: readonly Stage[] = ['forward', 'loss', 'backward', 'update'];

/** @returns unmount */
export function mountStages(root: HTMLElement, store: Store<State>, { t }: Services): () => void {
  const items = STAGES.map((stage) => el('li', { dataset: { stage } }));
  const list = el('ol', { class: 'stages', hidden: true }, ...items);
  root.append(list);
  const unwatch =
    watch(store, ({ language, playback }) => [language, playback.slowMotion, playback.stage], ({ playback }) => {
    list.hidden = !playback.slowMotion;
    list.setAttribute('aria-label', t('stage.all'));
    const current = playback.stage === null ? -1 : STAGES.indexOf(playback.stage);
    items.forEach((item, index) => {
      item.dataset.state = index < current ? 'done' : index === current ? 'current' : 'ahead';
      item.textContent = t(`stage.${STAGES[index]}`) + (index < current ? ' ✓' : '');
      if (index === current) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    });
  });
  return () => {
    unwatch();
    list.remove();
  };
}
