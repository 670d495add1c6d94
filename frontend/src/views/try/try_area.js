/**
 * "Try it": the questions that one can put to a trained network, one of them open at a time, under the picture.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { watch } from '../../state/select.js';
import { el, setAttribute, setText } from '../dom.js';
import { scrollIntoSight } from '../scroll_into_sight.js';
import { mountErrorWall } from './error_wall.js';
import { mountLossSurface } from './loss_surface.js';
import { hasLength, mountOtherLengths } from './other_lengths.js';
import { mountOwnInput } from './own_input.js';
import { mountWriting, writes } from './writing.js';

/** @typedef {(root: HTMLElement, store: Store<State>, services: Services) => () => void} Mount */

/** @type {{ name: string, mount: Mount, fits: (state: State) => boolean }[]} */
const QUESTIONS = [
  { name: 'read', mount: mountOwnInput, fits: () => true },
  { name: 'write', mount: mountWriting, fits: ({ run, facts }) => writesNow(run?.facts ?? facts) },
  { name: 'lengths', mount: mountOtherLengths, fits: hasLength },
  { name: 'surface', mount: mountLossSurface, fits: () => true },
  { name: 'wall', mount: mountErrorWall, fits: () => true },
];

/** @param {State['facts']} facts */
function writesNow(facts) {
  return facts !== null && writes(facts.task);
}

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountTry(root, store, services) {
  const { t } = services;
  const title = el('h2', { class: 'try-title', id: 'try-title' });
  const openers = new Map(QUESTIONS.map(({ name }) => [name, el('button', { type: 'button', class: 'pill small try-opener', id: `try-open-${name}`, 'aria-expanded': 'false', 'aria-controls': `try-${name}`, onclick: () => toggle(name) })]));
  const bar = el('header', { class: 'try-bar' }, title, el('div', { class: 'try-openers' }, ...openers.values()));
  const rooms = new Map(QUESTIONS.map(({ name }) => [name, el('section', { class: 'try-room panel', id: `try-${name}`, hidden: true, 'aria-labelledby': `try-open-${name}` })]));
  /** @type {Map<string, () => void>} */
  const mounted = new Map();
  /** @type {string | null} */
  let open = null;
  root.setAttribute('role', 'region');
  root.setAttribute('aria-labelledby', title.id);
  root.append(bar, ...rooms.values());

  const unwatch = watch(store, (state) => [state.language, ...QUESTIONS.map(({ fits }) => fits(state))], render);

  /** @param {string} name */
  function toggle(name) {
    open = open === name ? null : name;
    render(store.get());
    if (!open) return;
    requestAnimationFrame(() => scrollIntoSight(rooms.get(name)));
  }

  /** @param {State} state */
  function render(state) {
    setText(title, t('try.title'));
    for (const { name, fits, mount } of QUESTIONS) {
      const [opener, room] = [/** @type {HTMLElement} */ (openers.get(name)), /** @type {HTMLElement} */ (rooms.get(name))];
      const fitting = fits(state);
      if (!fitting && open === name) open = null;
      opener.hidden = !fitting;
      setText(opener, t(`try.${name}.name`));
      opener.dataset.tip = t(`try.${name}.help`);
      setAttribute(opener, 'aria-description', t(`try.${name}.help`));
      setAttribute(opener, 'aria-expanded', String(open === name));
      room.hidden = open !== name;
      if (open === name && !mounted.has(name)) mounted.set(name, mount(room, store, services));
    }
    setAttribute(root, 'data-open', open);
  }

  return () => {
    unwatch();
    for (const unmount of mounted.values()) unmount();
    root.replaceChildren();
  };
}
