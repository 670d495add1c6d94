/** The top bar: name, experiment, line, link, keys, language, theme. */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { el, setAttribute, setName, setText } from '../ui/dom.ts';
import { icon } from '../ui/icons.ts';
import { mountLearnMenu } from '../learn/glossary/learn_menu.ts';
import { mountPresetChoice } from './controls/preset_choice.ts';
import { mountConnectionState } from './connection_state.ts';
import { createTopbarRest } from './topbar_rest.ts';

/** @returns unmount */
export function mountTopbar(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const otherLanguage = () => actions.setLanguage(store.get().language === 'en' ? 'ko' : 'en');
  const otherTheme = () => actions.setTheme(nextTheme(store.get()));
  const otherType = () => actions.setFontScale(store.get().fontScale === 'large' ? 'normal' : 'large');
  const toggleSheet = () => actions.setPhoneSheet(!store.get().phoneSheet);
  const presets = el('div', { class: 'topbar-presets' });
  const line = el('p', { class: 'line-state', hidden: true });
  const learn = el('div', { class: 'topbar-learn' });
  const language = el('button', { class: 'pill', type: 'button', onclick: otherLanguage });
  const settingsText = el('span');
  const settings = button('settings', 'sheet-button', toggleSheet);
  settings.append(settingsText);
  settings.setAttribute('aria-controls', 'controls');
  const rest = createTopbarRest(t, language);
  const share = button('link', 'share-button', () => rest.opens(actions.openShare));
  const take = button('download', 'export-button', () => rest.opens(actions.openExport));
  const help = button('keyboard', 'keys-button', () => rest.opens(() => actions.setHelp(true)));
  const type = button('type', 'keys-button type-button', otherType);
  const theme = button('moon', 'theme-button', otherTheme);
  rest.fill(share, take, help, type, theme);
  const tools = el('div', { class: 'topbar-tools' }, learn, rest.beside, settings, rest.button, rest.root);
  root.append(brand(), presets, line, tools);

  const unwatch = [
    mountPresetChoice(presets, store, services, { id: 'preset', hideLabel: true }),
    mountLearnMenu(learn, store, services),
    watch(store, ({ language: words }) => [words], render),
    mountConnectionState(line, store, services),
    watch(store, ({ theme: chosen, scheme, language: words }) => [chosen, scheme, words], renderTheme),
    watch(store, ({ fontScale }) => [fontScale], ({ fontScale: size }) => {
      type.setAttribute('aria-pressed', String(size === 'large'));
    }),
    watch(store, ({ phoneSheet }) => [phoneSheet], ({ phoneSheet }) =>
      settings.setAttribute('aria-expanded', String(phoneSheet))),
  ];

  function render({ language: words }: State) {
    setName(share, t('topbar.share'));
    setName(take, t('topbar.export'));
    setName(help, t('topbar.keys'));
    setName(type, t('topbar.type'));
    rest.setWords();
    setName(settings, t('topbar.settings'));
    setText(settingsText, t('topbar.settings'));
    setText(language, words === 'en' ? '한국어' : 'English');
    setAttribute(language, 'lang', words === 'en' ? 'ko' : 'en');
  }

  function renderTheme({ theme: chosen, scheme }: State) {
    theme.replaceChildren(icon(scheme === 'dark' ? 'moon' : 'sun'));
    setName(theme, t(`theme.${chosen}`));
  }

  return () => {
    for (const stop of unwatch) stop();
    rest.end();
    root.replaceChildren();
  };
}

function brand(): HTMLElement {
  const src = (document.querySelector('link[rel="icon"]') as HTMLLinkElement | null)?.href ?? '';
  const mark = el('img', { class: 'brand-mark', src, alt: '' });
  return el('p', { class: 'brand' }, mark, el('span', { class: 'brand-name' }, 'RNN Playground'));
}

/** @returns the other one of what is seen: the system's own where that is it */
function nextTheme({ scheme }: State): State['theme'] {
  const other = scheme === 'dark' ? 'light' : 'dark';
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  return other === system ? 'auto' : other;
}

function button(picture: string, kind: string, onclick: () => void): HTMLButtonElement {
  return el('button', { class: `pill icon-button ${kind}`, type: 'button', onclick }, icon(picture));
}
