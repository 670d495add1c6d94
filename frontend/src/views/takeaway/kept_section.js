/**
 * In the share dialog: keep the run on the page under a short link, and those that were kept from this browser. A server that keeps
 * nothing says so and offers the file.
 *
 * @import { RunView, Services, State, Store } from '../../state/types.d.ts'
 * @import { Ticket } from '../../../connection.js'
 */

import { localStore } from '../../services/preferences.js';
import { download, fileName } from '../../takeaway/download.js';
import { fetchRecording } from '../../takeaway/from_server.js';
import { keptAddress, LONGEST_NAME } from '../../takeaway/kept_address.js';
import { curvesOf, rememberKept } from '../../takeaway/kept_list.js';
import { keepRun } from '../../takeaway/kept_server.js';
import { experimentName } from '../../text/lane.js';
import { problemText } from '../../text/problem.js';
import { el, setText } from '../dom.js';
import { copyField } from './copy_field.js';
import { keptRuns } from './kept_runs.js';

/**
 * @param {Store<State>} store
 * @param {Services} services
 * @param {() => Ticket | null} ticket
 * @param {HTMLElement} said
 * @returns {HTMLElement}
 */
export function keptSection(store, services, ticket, said) {
  const { t } = services;
  const { catalog, run } = store.get();
  const keeps = Number(catalog?.limits.kept_run_bytes ?? 0) > 0;
  const live = run?.source === 'live' && run.frame !== null && ticket() !== null;
  const section = el('section', { class: 'kept', 'aria-labelledby': 'kept-heading' }, el('h3', { id: 'kept-heading' }, t('kept.title')));
  if (keeps) section.append(...keepForm());
  else section.append(el('p', { class: 'muted' }, t('kept.none_here')), saveButton());
  return section;

  /** @returns {HTMLElement[]} */
  function keepForm() {
    const days = Math.round(Number(catalog?.limits.kept_seconds) / 86_400);
    const name = el('input', { id: 'kept-name', type: 'text', maxLength: LONGEST_NAME, value: live ? experimentName(/** @type {RunView} */ (run).experiment, t).slice(0, LONGEST_NAME) : '', disabled: !live });
    const keep = el('button', { class: 'pill', type: 'submit', disabled: !live, dataset: { tip: t('kept.keep.help') } }, t('kept.keep'));
    const link = el('div', { class: 'kept-link' });
    const list = keptRuns(services, said);
    const form = el('form', { class: 'share-field', onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      void submit(name.value, keep, link, list);
    } }, el('label', { for: 'kept-name' }, t('kept.name')), name, keep);
    return [el('p', { class: 'muted' }, t(live ? 'kept.what' : 'kept.no_run', { days })), form, link, list.element];
  }

  /** @param {string} name @param {HTMLButtonElement} button @param {HTMLElement} place @param {ReturnType<typeof keptRuns>} list */
  async function submit(name, button, place, list) {
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
      setText(said, problemText(/** @type {Error} */ (error), t).text);
    }
    button.disabled = false;
  }

  /** @returns {HTMLElement} */
  function saveButton() {
    return el('button', { class: 'pill', type: 'button', disabled: !live, dataset: { offer: 'kept-file' }, onclick: () => void save() }, t('kept.save_file'));
  }

  async function save() {
    const shown = store.get().run;
    const key = ticket();
    if (!shown || !key) return;
    try {
      download(fileName(shown.experiment, 'safetensors'), new Blob([await fetchRecording(key)], { type: 'application/octet-stream' }));
      setText(said, t('takeaway.done'));
    } catch (error) {
      setText(said, problemText(/** @type {Error} */ (error), t).text);
    }
  }
}
