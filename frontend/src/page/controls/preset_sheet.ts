/** The sheet of ready-made experiments, by task, with what was measured of each. */

import type { Preset, Services, State, Store } from '../../core/model/types.ts';
import { evidenceWords, presetGroups } from '../../core/model/preset_groups.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { taskThumbnail } from './task_thumbnails.ts';
import { completeThumbnails } from './task_thumbnails_more.ts';
import { walkThrough } from '../../ui/walk_list.ts';

/**
 * @param sheet a popover
 * @param titled the id of its title
 * @returns unmount
 */
export function mountPresetSheet(
  sheet: HTMLElement,
  store: Store<State>,
  { t, actions }: Services,
  titled: string,
): () => void {
  completeThumbnails();
  const list = el('div', { class: 'preset-groups' });
  const title = el('h2', { class: 'preset-title', id: titled });
  const note = el('p', { class: 'preset-note' });
  const close = el(
    'button', { type: 'button', class: 'card-close preset-close', onclick: () => sheet.hidePopover() }, icon('close'),
  );
  sheet.append(title, note, close, list);
  const walk = walkThrough(list);
  sheet.addEventListener('keydown', walk);

  function choose(preset: string) {
    sheet.hidePopover();
    actions.choosePreset(preset);
  }

  function render({ catalog, preset }: State) {
    setText(title, t('preset.title'));
    setText(note, t('preset.note'));
    close.setAttribute('aria-label', t('card.close'));
    list.replaceChildren(...presetGroups(catalog?.presets ?? [])
      .map(({ task, presets: members }) => el('section', { class: 'preset-group' },
      el('h3', { class: 'preset-group-name' }, ...(task ? [taskThumbnail(task)] : []), t(
        task ? `task.${task}.label` : 'preset.stories',
      )),
      el('ul', {}, ...members.map((entry) => el('li', {}, entryButton(entry, entry.id === preset)))))));
  }

  function entryButton(entry: Preset, current: boolean) {
    const found = evidenceWords(entry.evidence);
    const numbers = found
      && Object.fromEntries(Object.entries(found.params).map(([name, value]) => [name, whole(value)]));
    const help = t(`${entry.text}.help`);
    const attributes = {
      type: 'button', class: 'preset-entry', 'aria-current': String(current), 'aria-description': help,
      dataset: { outcome: entry.outcome ?? 'story', tip: help }, onclick: () => choose(entry.id),
    };
    return el('button', attributes,
      el('span', { class: 'preset-name' }, t(`${entry.text}.label`)),
      ...(entry.outcome ? [el(
        'span', { class: 'preset-outcome' },
        el('span', { class: 'preset-mark', 'aria-hidden': 'true' }, entry.outcome === 'works' ? '✓' : '✕'),
        t(`preset.${entry.outcome}`),
      )] : []),
      ...(found ? [el('span', { class: 'preset-evidence' }, t(found.key, numbers ?? {}))] : []));
  }

  const unwatch = watch(store, ({ language, catalog, preset }) => [language, catalog, preset], render);
  return () => {
    unwatch();
    sheet.removeEventListener('keydown', walk);
    sheet.replaceChildren();
  };
}
