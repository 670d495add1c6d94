/** The top bar: name, experiment, line, link, keys, language, theme. */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { el, setAttribute, setText } from '../ui/dom.ts';
import { icon } from '../ui/icons.ts';
import { mountLearnMenu } from '../learn/glossary/learn_menu.ts';
import { mountPresetChoice } from './controls/preset_choice.ts';

/** @returns unmount */
export function mountTopbar(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const brand = el(
    'p', { class: 'brand' },
    el('img', {
      class: 'brand-mark',
      src: (document.querySelector('link[rel="icon"]') as HTMLLinkElement | null)?.href ?? '', alt: ''
    }),
    el('span', { class: 'brand-name' }, 'RNN Playground')
  );
  const presets = el('div', { class: 'topbar-presets' });
  const retry = el('button', { class: 'link-button', type: 'button', onclick: () => actions.reconnect() });
  const lineText = el('span');
  const line = el('p', { class: 'line-state', hidden: true }, el('span', { class: 'line-dot', 'aria-hidden': 'true' }), lineText, retry);
  const share = button('link', () => opens(actions.openShare));
  const take = button('download', () => opens(actions.openExport));
  const help = button('keyboard', () => opens(() => actions.setHelp(true)));
  const language = el('button', { class: 'pill', type: 'button', onclick: () => actions.setLanguage(store.get().language === 'en' ? 'ko' : 'en') });
  const theme = button('moon', () => actions.setTheme(nextTheme(store.get())));
  const type = button('type', () => actions.setType(store.get().type === 'large' ? 'normal' : 'large'));
  const settings = button('settings', () => actions.setSheet(!store.get().sheet));
  take.classList.add('export-button');
  share.classList.add('share-button');
  theme.classList.add('theme-button');
  settings.classList.add('sheet-button');
  help.classList.add('keys-button');
  type.classList.add('keys-button', 'type-button');
  settings.setAttribute('aria-controls', 'controls');
  const learn = el('div', { class: 'topbar-learn' });

  // What is rarely needed waits behind a button; where there is little room, the language does, too.
  const rest = el('div', { class: 'topbar-rest', id: 'topbar-rest' }, share, take, help, type, theme);
  const always = el('div', { class: 'topbar-always' });
  const narrow = matchMedia('(max-width: 900px)');
  const settle = () => (narrow.matches ? rest : always).append(language);
  narrow.addEventListener('change', settle);
  settle();
  const more = button('more', () => showRest(!rest.classList.contains('is-open')));
  more.classList.add('rest-button');
  more.setAttribute('aria-controls', rest.id);

  root.append(brand, presets, line, el('div', { class: 'topbar-tools' }, learn, always, settings, more, rest));
  showRest(false);
  const unlisten = leave([more, rest], () => showRest(false), () => more.focus());

  const unwatch = [
    mountPresetChoice(presets, store, services, { id: 'preset', hideLabel: true }),
    mountLearnMenu(learn, store, services),
    watch(store, ({ language: words }) => [words], render),
    watch(store, ({ link, run, language: words }) => [link.state, link.retryAt, run?.state, run?.position, words], renderLine),
    watch(store, ({ theme: chosen, scheme, language: words }) => [chosen, scheme, words], renderTheme),
    watch(store, ({ type: size }) => [size], ({ type: size }) => type.setAttribute('aria-pressed', String(size === 'large'))),
    watch(store, ({ sheet }) => [sheet], ({ sheet }) => settings.setAttribute('aria-expanded', String(sheet))),
  ];
  const countdown = setInterval(() => renderLine(store.get()), 1000);

  /** What a dialog is opened by has the focus again once it is closed: the button of the menu. */
  function opens(open: () => unknown) {
    showRest(false);
    more.focus();
    void open();
  }

  function showRest(open: boolean) {
    rest.classList.toggle('is-open', open);
    more.setAttribute('aria-expanded', String(open));
  }

  function render({ language: words }: State) {
    name(share, t('topbar.share'));
    name(take, t('topbar.export'));
    name(help, t('topbar.keys'));
    name(type, t('topbar.type'));
    name(more, t('topbar.more'));
    name(settings, t('topbar.settings'));
    settings.append(el('span', {}, t('topbar.settings')));
    setText(language, words === 'en' ? '한국어' : 'English');
    setAttribute(language, 'lang', words === 'en' ? 'ko' : 'en');
    setText(retry, t('link.retry'));
  }

  function renderLine({ link, run }: State) {
    const position = link.state === 'open' && run?.state === 'queued' ? run.position ?? null : null;
    line.hidden = link.state === 'open' && position === null;
    line.dataset.state = link.state;
    retry.hidden = link.state !== 'lost';
    const seconds = link.retryAt === null ? 0 : Math.max(0, Math.ceil((link.retryAt - Date.now()) / 1000));
    if (position !== null) return void setText(lineText, t('link.position', { position }));
    setText(lineText, link.state === 'lost' ? t('link.lost_retry', { seconds }) : t('link.connecting'));
  }

  function renderTheme({ theme: chosen, scheme }: State) {
    theme.replaceChildren(icon(scheme === 'dark' ? 'moon' : 'sun'));
    name(theme, t(`theme.${chosen}`));
  }

  return () => {
    for (const stop of unwatch) stop();
    clearInterval(countdown);
    unlisten();
    narrow.removeEventListener('change', settle);
    root.replaceChildren();
  };
}

/** @returns the other one of what is seen: the system's own where that is it */
function nextTheme({ scheme }: State): State['theme'] {
  const other = scheme === 'dark' ? 'light' : 'dark';
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  return other === system ? 'auto' : other;
}

function button(picture: string, onclick: () => void): HTMLButtonElement {
  return el('button', { class: 'pill icon-button', type: 'button', onclick }, icon(picture));
}

function name(element: HTMLButtonElement, text: string) {
  element.querySelector('span')?.remove();
  element.setAttribute('aria-label', text);
  element.dataset.tip = text;
}

/**
 * Calls `close` for whatever happens outside, and for Escape inside, where the focus then goes back.
 * @returns stop listening
 */
function leave(inside: HTMLElement[], close: () => void, focusBack: () => void): () => void {
  const isInside = (event: Event) => inside.some((part) => event.target instanceof Node && part.contains(event.target));
  const away = (event: Event) => void (isInside(event) || close());
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isInside(event)) return;
    close();
    focusBack();
  };
  for (const kind of ['pointerdown', 'focusin']) document.addEventListener(kind, away);
  document.addEventListener('keydown', escape);
  return () => {
    for (const kind of ['pointerdown', 'focusin']) document.removeEventListener(kind, away);
    document.removeEventListener('keydown', escape);
  };
}
