/**
 * The ready-made experiments: a button with the present one's name; the sheet of all of them comes when it is first
 * opened.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { el, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

/**
 * @param root gets a label, a button and the sheet
 * @returns unmount
 */
export function mountPresetChoice(
  root: HTMLElement,
  store: Store<State>,
  services: Services,
  { id, hideLabel }: { id: string, hideLabel: boolean },
): () => void {
  const { t } = services;
  const chosen = el('span', { class: 'preset-chosen' });
  const label = el('span', { id: `${id}-label`, class: hideLabel ? 'visually-hidden' : 'preset-label' });
  const button = el('button', {
    type: 'button', class: 'pill preset-button', id, 'aria-haspopup': 'dialog', 'aria-expanded': 'false',
    'aria-labelledby': `${id}-label ${id}`,
  }, chosen, icon('chevron'));
  const sheet = el('div', { class: 'preset-sheet', popover: 'auto', role: 'dialog', 'aria-labelledby': `${id}-title` });
  button.popoverTargetElement = sheet;
  sheet.addEventListener('toggle', (event) => void open((event as ToggleEvent).newState === 'open'));
  root.append(label, button, sheet);
  let unmount = () => {};

  async function open(wanted: boolean) {
    button.setAttribute('aria-expanded', String(wanted));
    if (!wanted) return;
    const chunk =
      sheet.children.length ? null : await services.loadChunk(() => import('./preset_sheet.ts'), undefined, 'presets');
    if (chunk && !sheet.children.length) unmount = chunk.mountPresetSheet(sheet, store, services, `${id}-title`);
    (
      (sheet.querySelector('[aria-current="true"]') ?? sheet.querySelector('.preset-entry')) as HTMLElement | null
    )?.focus();
  }

  const unwatch =
    watch(store, ({ language, catalog, preset, lesson, claim }) =>
      [language, catalog, preset, lesson?.number, claim?.name], (state) => {
    setText(label, t('topbar.experiment'));
    setText(chosen, nameOf(state));
  });

  /** The preset's, else that of the lesson or the claim that is open. */
  function nameOf({ catalog, preset, lesson, claim, language }: State): string {
    const present = catalog?.presets.find((entry) => entry.id === preset);
    if (present) return t(`${present.text}.label`);
    return (lesson ? catalog?.lessons[lesson.number].title[language] : claim?.name) ?? t('topbar.own_experiment');
  }

  return () => {
    unwatch();
    unmount();
    root.replaceChildren();
  };
}
