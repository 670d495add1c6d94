/**
 * In the share dialog: keep the run on the page under a short link, and those that were kept from this browser. A
 * server that keeps nothing says so and offers the file.
 */

import type { RunView, Services, State, Store } from '../core/model/types.ts';
import type { Ticket } from '../core/protocol/connection.ts';
import { localStore } from '../core/actions/preferences.ts';
import { download, fileName } from '../ui/download.ts';
import { fetchRecording } from './from_server.ts';
import { keptAddress, LONGEST_NAME } from './kept_address.ts';
import { curvesOf, rememberKept } from './kept_list.ts';
import { keepRun } from './kept_server.ts';
import { experimentName } from '../core/text/lane.ts';
import { problemText } from '../core/text/problem.ts';
import { el, setText } from '../ui/dom.ts';
import { copyField } from './copy_field.ts';
import { keptRuns } from './kept_runs.ts';

export function keptSection(
  store: Store<State>,
  services: Services,
  ticket: () => Ticket | null,
  said: HTMLElement,
): HTMLElement {
  const { t } = services;
  const { catalog, run } = store.get();
  const keeps = Number(catalog?.limits.kept_run_bytes ?? 0) > 0;
  const live = run?.source === 'live' && run.frame !== null && ticket() !== null;
  const section = el(
    'section', { class: 'kept', 'aria-labelledby': 'kept-heading' }, el('h3', { id: 'kept-heading' }, t('kept.title')),
  );
  if (keeps) section.append(...keepForm());
  else section.append(el('p', { class: 'muted' }, t('kept.none_here')), saveButton());
  return section;

  function keepForm(): HTMLElement[] {
    const days = Math.round(Number(catalog?.limits.kept_seconds) / 86_400);
    const name = el('input', {
      id: 'kept-name', type: 'text', maxLength: LONGEST_NAME,
      value: live ? experimentName((run as RunView).experiment, t).slice(0, LONGEST_NAME) : '', disabled: !live,
    });
    const keep = el(
      'button', { class: 'pill', type: 'submit', disabled: !live, dataset: { tip: t('kept.keep.help') } },
      t('kept.keep'),
    );
    const link = el('div', { class: 'kept-link' });
    const list = keptRuns(services, said);
    const form = el('form', { class: 'share-field', onsubmit: (event: Event) => {
      event.preventDefault();
      void submit(name.value, keep, link, list);
    } }, el('label', { for: 'kept-name' }, t('kept.name')), name, keep);
    return [el('p', { class: 'muted' }, t(live ? 'kept.what' : 'kept.no_run', { days })), form, link, list.element];
  }

  async function submit(
    name: string,
    button: HTMLButtonElement,
    place: HTMLElement,
    list: ReturnType<typeof keptRuns>,
  ) {
    const shown = store.get().run;
    const key = ticket();
    if (!shown || !key) return;
    button.disabled = true;
    setText(said, t('takeaway.working'));
    try {
      const { id, secret, kept_at: at, bytes } = await keepRun(key, name);
      const remembered = rememberKept(localStore(), { id, secret, name, at, bytes, curves: curvesOf(shown) });
      const field = copyField('kept-link', t('kept.link'), said, services);
      field.input.value = keptAddress(id);
      field.input.rows = 2;
      place.replaceChildren(field.element);
      list.render();
      setText(said, t(remembered ? 'kept.done' : 'kept.done_unremembered'));
    } catch (error) {
      setText(said, problemText(error as Error, t).text);
    }
    button.disabled = false;
  }

  function saveButton(): HTMLElement {
    return el(
      'button',
      { class: 'pill', type: 'button', disabled: !live, dataset: { offer: 'kept-file' }, onclick: () => void save() },
      t('kept.save_file'),
    );
  }

  async function save() {
    const shown = store.get().run;
    const key = ticket();
    if (!shown || !key) return;
    try {
      download(fileName(shown.experiment, 'safetensors'), new Blob(
        [await fetchRecording(key)], { type: 'application/octet-stream' },
      ));
      setText(said, t('takeaway.done'));
    } catch (error) {
      setText(said, problemText(error as Error, t).text);
    }
  }
}
