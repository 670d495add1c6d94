/**
 * The top bar: name, experiment, line, link, keys, language, theme.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';
import { el, setAttribute, setText } from './dom.js';
import { icon } from './icons.js';
import { mountPresetChoice } from './preset_choice.js';

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountTopbar(root, store, services) {
  const { t, actions } = services;
  const brand = el('p', { class: 'brand' }, 'RNN Playground');
  const presets = el('div', { class: 'topbar-presets' });
  const retry = el('button', { class: 'link-button', type: 'button', onclick: () => actions.reconnect() });
  const lineText = el('span');
  const line = el('p', { class: 'line-state', hidden: true }, el('span', { class: 'line-dot', 'aria-hidden': 'true' }), lineText, retry);
  const share = button('link', () => void actions.share());
  const help = button('keyboard', () => actions.setHelp(true));
  const language = el('button', { class: 'pill', type: 'button', onclick: () => actions.setLanguage(store.get().language === 'en' ? 'ko' : 'en') });
  const theme = button('moon', () => actions.setTheme(nextTheme(store.get())));
  const settings = button('settings', () => actions.setSheet(!store.get().sheet));
  settings.classList.add('sheet-button');
  help.classList.add('keys-button');
  settings.setAttribute('aria-controls', 'controls');

  root.append(brand, presets, line, el('div', { class: 'topbar-tools' }, settings, share, help, language, theme));

  const unwatch = [
    mountPresetChoice(presets, store, services, { id: 'preset', hideLabel: true }),
    watch(store, ({ language: words }) => [words], render),
    watch(store, ({ link, language: words }) => [link.state, link.retryAt, words], renderLine),
    watch(store, ({ theme: chosen, scheme, language: words }) => [chosen, scheme, words], renderTheme),
    watch(store, ({ sheet }) => [sheet], ({ sheet }) => settings.setAttribute('aria-expanded', String(sheet))),
  ];
  const countdown = setInterval(() => renderLine(store.get()), 1000);

  /** @param {State} state */
  function render({ language: words }) {
    name(share, t('topbar.share'));
    name(help, t('topbar.keys'));
    name(settings, t('topbar.settings'));
    settings.append(el('span', {}, t('topbar.settings')));
    setText(language, words === 'en' ? '한국어' : 'English');
    setAttribute(language, 'lang', words === 'en' ? 'ko' : 'en');
    setText(retry, t('link.retry'));
  }

  /** @param {State} state */
  function renderLine({ link }) {
    line.hidden = link.state === 'open';
    line.dataset.state = link.state;
    retry.hidden = link.state !== 'lost';
    const seconds = link.retryAt === null ? 0 : Math.max(0, Math.ceil((link.retryAt - Date.now()) / 1000));
    setText(lineText, link.state === 'lost' ? t('link.lost_retry', { seconds }) : t('link.connecting'));
  }

  /** @param {State} state */
  function renderTheme({ theme: chosen, scheme }) {
    theme.replaceChildren(icon(scheme === 'dark' ? 'moon' : 'sun'));
    name(theme, t(`theme.${chosen}`));
  }

  return () => {
    for (const stop of unwatch) stop();
    clearInterval(countdown);
    root.replaceChildren();
  };
}

/** @param {State} state @returns {State['theme']} the other one of what is seen: the system's own where that is it */
function nextTheme({ scheme }) {
  const other = scheme === 'dark' ? 'light' : 'dark';
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  return other === system ? 'auto' : other;
}

/** @param {string} picture @param {() => void} onclick @returns {HTMLButtonElement} */
function button(picture, onclick) {
  return el('button', { class: 'pill icon-button', type: 'button', onclick }, icon(picture));
}

/** @param {HTMLButtonElement} element @param {string} text */
function name(element, text) {
  element.querySelector('span')?.remove();
  element.setAttribute('aria-label', text);
  element.dataset.tip = text;
}
