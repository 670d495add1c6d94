/**
 * The ready-made experiments: a button with the present one's name, and a sheet of all of them, by task, with what was measured.
 *
 * @import { Preset, Services, State, Store } from '../state/types.d.ts'
 */

import { evidenceWords, presetGroups } from '../state/preset_groups.js';
import { watch } from '../state/select.js';
import { whole } from '../text/number.js';
import { el, setText } from './dom.js';
import { icon } from './icons.js';
import { taskThumbnail } from './task_thumbnails.js';

/** How keys walk through the list. @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * @param {HTMLElement} root gets a label, a button and the sheet
 * @param {Store<State>} store
 * @param {Services} services
 * @param {{ id: string, hideLabel: boolean }} options
 * @returns {() => void} unmount
 */
export function mountPresetChoice(root, store, { t, actions }, { id, hideLabel }) {
  const chosen = el('span', { class: 'preset-chosen' });
  const label = el('span', { id: `${id}-label`, class: hideLabel ? 'visually-hidden' : 'preset-label' });
  const button = el('button', { type: 'button', class: 'pill preset-button', id, 'aria-haspopup': 'dialog', 'aria-expanded': 'false', 'aria-labelledby': `${id}-label ${id}` }, chosen, icon('chevron'));
  const list = el('div', { class: 'preset-groups' });
  const title = el('h2', { class: 'preset-title', id: `${id}-title` });
  const note = el('p', { class: 'preset-note' });
  const close = el('button', { type: 'button', class: 'card-close preset-close', onclick: () => sheet.hidePopover() }, icon('close'));
  const sheet = el('div', { class: 'preset-sheet', popover: 'auto', role: 'dialog', 'aria-labelledby': `${id}-title`, onkeydown: walk }, title, note, close, list);
  button.popoverTargetElement = sheet;
  sheet.addEventListener('toggle', (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (open) /** @type {HTMLElement | null} */ (list.querySelector('[aria-current="true"]') ?? list.querySelector('button'))?.focus();
  });
  root.append(label, button, sheet);

  /** @param {KeyboardEvent} event */
  function walk(event) {
    const by = STEPS[event.key] ?? 0;
    const entries = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('button')]);
    const at = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (!by || at < 0) return;
    event.preventDefault();
    entries[(at + by + entries.length) % entries.length].focus();
  }

  /** @param {string} preset */
  function choose(preset) {
    sheet.hidePopover();
    actions.choosePreset(preset);
  }

  /** @param {State} state */
  function render({ catalog, preset }) {
    const presets = catalog?.presets ?? [];
    const present = presets.find((entry) => entry.id === preset);
    setText(label, t('topbar.experiment'));
    setText(title, t('preset.title'));
    setText(note, t('preset.note'));
    close.setAttribute('aria-label', t('card.close'));
    setText(chosen, present ? t(`${present.text}.label`) : t('topbar.own_experiment'));
    list.replaceChildren(...presetGroups(presets).map(({ task, presets: members }) => el('section', { class: 'preset-group' },
      el('h3', { class: 'preset-group-name' }, ...(task ? [taskThumbnail(task)] : []), t(task ? `task.${task}.label` : 'preset.stories')),
      el('ul', {}, ...members.map((entry) => el('li', {}, entryButton(entry, entry.id === preset)))))));
  }

  /** @param {Preset} entry @param {boolean} current */
  function entryButton(entry, current) {
    const found = evidenceWords(entry.evidence);
    const numbers = found && Object.fromEntries(Object.entries(found.params).map(([name, value]) => [name, whole(value)]));
    const help = t(`${entry.text}.help`);
    const attributes = {
      type: 'button', class: 'preset-entry', 'aria-current': String(current), 'aria-description': help,
      dataset: { outcome: entry.outcome ?? 'story', tip: help }, onclick: () => choose(entry.id),
    };
    return el('button', attributes,
      el('span', { class: 'preset-name' }, t(`${entry.text}.label`)),
      ...(entry.outcome ? [el('span', { class: 'preset-outcome' }, el('span', { class: 'preset-mark', 'aria-hidden': 'true' }, entry.outcome === 'works' ? '✓' : '✕'), t(`preset.${entry.outcome}`))] : []),
      ...(found ? [el('span', { class: 'preset-evidence' }, t(found.key, numbers ?? {}))] : []));
  }

  const unwatch = watch(store, ({ language, catalog, preset }) => [language, catalog, preset], render);
  return () => {
    unwatch();
    root.replaceChildren();
  };
}
