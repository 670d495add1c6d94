/** How fast the run goes: its pace, and slow motion. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { el } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

/** Updates a second; null is as fast as it goes. */
type Pace = number | null;
const PACES: readonly Pace[] = [2, 30, 300, null];
const NAMES: Record<string, string> = {
  2: 'pace.slow', 30: 'pace.watchable', 300: 'pace.fast', null: 'pace.max',
};
/** The value of the choice that is null. */
const FASTEST = 'max';

/** @returns unmount */
export function mountClock(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const choose = () => actions.setPace(pace.value === FASTEST ? null : Number(pace.value));
  const toggle = () => actions.setSlowMotion(!store.get().playback.slowMotion);
  const pace = el('select', { class: 'pill-select pace', onchange: choose });
  const slow = el('button', { class: 'pill small slow', type: 'button', onclick: toggle });
  root.append(pace, slow);

  const unwatch = [
    watch(store, ({ language }) => [language], renderWords),
    watch(store, ({ language, playback }) => [language, playback.pace, playback.slowMotion], render),
  ];

  function renderWords() {
    pace.setAttribute('aria-label', t('transport.pace'));
    slow.setAttribute('aria-label', t('transport.slow'));
    slow.dataset.tip = t('transport.slow.help');
    slow.replaceChildren(icon('snail'), el('span', {}, t('transport.slow')));
  }

  function render({ playback }: State) {
    pace.replaceChildren(...pacesWith(playback.pace).map((rate) => el(
      'option', { value: valueOf(rate) }, t(NAMES[String(rate)] ?? 'pace.other', { rate: rate ?? 0 }),
    )));
    pace.value = valueOf(playback.pace);
    pace.disabled = playback.slowMotion;
    slow.setAttribute('aria-pressed', String(playback.slowMotion));
  }

  return () => {
    for (const stop of unwatch) stop();
  };
}

function valueOf(pace: Pace): string {
  return pace === null ? FASTEST : String(pace);
}

/** The paces to choose among, a chosen one that a link has brought in its order. */
function pacesWith(chosen: Pace): readonly Pace[] {
  if (PACES.includes(chosen)) return PACES;
  return [...PACES, chosen].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
}
