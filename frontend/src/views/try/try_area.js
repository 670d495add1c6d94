/**
 * "Try it": the question that is put to the network at this moment, under the picture.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 * @import { Question } from './questions.js'
 */

import { watch } from '../../state/select.js';
import { el, setAttribute, setText } from '../dom.js';
import { icon } from '../icons.js';
import { scrollIntoSight } from '../scroll_into_sight.js';
import { openQuestion, QUESTIONS } from './questions.js';

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountTry(root, store, services) {
  const { t, actions } = services;
  const rooms = new Map(QUESTIONS.map(({ name }) => [name, createRoom(name, () => actions.setDetail('try', null))]));
  /** @type {Map<string, () => void>} */
  const mounted = new Map();
  /** @type {Set<string>} */
  const coming = new Set();
  let ended = false;
  root.append(...[...rooms.values()].map((room) => room.root));

  const unwatch = watch(store, (state) => [state.language, state.details.try, openQuestion(state)], render);

  /** A question is fetched when it is first opened. @param {Question} question @param {HTMLElement} inside */
  async function furnish({ name, load }, inside) {
    if (mounted.has(name) || coming.has(name)) return;
    coming.add(name);
    const mount = await services.part(load, 'try');
    coming.delete(name);
    if (!mount || ended) return;
    mounted.set(name, mount(inside, store, services));
    if (openQuestion(store.get()) === name && !store.get().lesson) requestAnimationFrame(() => scrollIntoSight(rooms.get(name)?.root, 'start'));
  }

  /** @param {State} state */
  function render(state) {
    const open = openQuestion(state);
    for (const question of QUESTIONS) {
      const room = /** @type {ReturnType<typeof createRoom>} */ (rooms.get(question.name));
      const name = t(`try.${question.name}.name`);
      setText(room.title, name);
      setAttribute(room.close, 'aria-label', t('measure.close', { name }));
      room.root.hidden = open !== question.name;
      if (open === question.name) void furnish(question, room.inside);
    }
    setAttribute(root, 'data-open', open);
  }

  return () => {
    ended = true;
    unwatch();
    for (const unmount of mounted.values()) unmount();
    root.replaceChildren();
  };
}

/** The place of a question, with its name and what closes it. @param {string} name @param {() => void} leave */
function createRoom(name, leave) {
  const title = el('h2', { class: 'panel-heading', id: `try-${name}-title` });
  const close = el('button', { type: 'button', class: 'card-remove', onclick: () => {
    leave();
    /** @type {HTMLElement | null} */ (document.querySelector('.closer-button'))?.focus({ preventScroll: true }); // Closed by key: focus stays near.
  } }, icon('close'));
  const inside = el('div');
  const root = el('section', { class: 'try-room panel', id: `try-${name}`, hidden: true, tabIndex: -1, 'aria-labelledby': title.id }, el('header', { class: 'try-head' }, title, close), inside);
  return { root, title, close, inside };
}
