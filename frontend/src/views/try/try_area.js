/**
 * "Try it": the questions that one can put to a trained network, one of them open at a time, under the picture.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { watch } from '../../state/select.js';
import { el, setAttribute, setText } from '../dom.js';
import { scrollIntoSight } from '../scroll_into_sight.js';
import { hasLength, writes } from './fits.js';

/** @typedef {(root: HTMLElement, store: Store<State>, services: Services) => () => void} Mount */

/** @type {{ name: string, load: () => Promise<Mount>, fits: (state: State) => boolean }[]} */
const QUESTIONS = [
  { name: 'read', load: async () => (await import('./own_input.js')).mountOwnInput, fits: () => true },
  { name: 'write', load: async () => (await import('./writing.js')).mountWriting, fits: ({ run, facts }) => writesNow(run?.facts ?? facts) },
  { name: 'lengths', load: async () => (await import('./other_lengths.js')).mountOtherLengths, fits: hasLength },
  { name: 'poke', load: async () => (await import('./pebble.js')).mountPebble, fits: () => true },
  { name: 'clamp', load: async () => (await import('./clamping.js')).mountClamping, fits: () => true },
  { name: 'dial', load: async () => (await import('./dial.js')).mountDial, fits: () => true },
  { name: 'bench', load: async () => (await import('./bench.js')).mountBench, fits: () => true },
  { name: 'portrait', load: async () => (await import('./portrait.js')).mountPortrait, fits: () => true },
  { name: 'map', load: async () => (await import('./atlas.js')).mountAtlas, fits: () => true },
  { name: 'seeds', load: async () => (await import('./seeds.js')).mountSeeds, fits: () => true },
  { name: 'surface', load: async () => (await import('./loss_surface.js')).mountLossSurface, fits: () => true },
  { name: 'wall', load: async () => (await import('./error_wall.js')).mountErrorWall, fits: () => true },
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
  /** @type {Set<string>} */
  const coming = new Set();
  let ended = false;
  root.setAttribute('role', 'region');
  root.setAttribute('aria-labelledby', title.id);
  root.append(bar, ...rooms.values());

  const unwatch = watch(store, (state) => [state.language, state.details.try, ...QUESTIONS.map(({ fits }) => fits(state))], render);

  /** @param {string} name */
  function toggle(name) {
    const opens = openNow(store.get()) !== name;
    services.actions.setDetail('try', opens ? name : null);
    if (opens && mounted.has(name)) requestAnimationFrame(() => scrollIntoSight(rooms.get(name)));
  }

  /** @param {State} state @returns {string | null} the question that is open, where the run has room for it */
  function openNow(state) {
    const asked = QUESTIONS.find(({ name }) => name === state.details.try);
    return asked?.fits(state) ? asked.name : null;
  }

  /** A question is fetched when it is first opened. @param {string} name @param {() => Promise<Mount>} load @param {HTMLElement} room */
  async function furnish(name, load, room) {
    if (mounted.has(name) || coming.has(name)) return;
    coming.add(name);
    const mount = await services.part(load, 'try');
    coming.delete(name);
    if (!mount || ended) return;
    mounted.set(name, mount(room, store, services));
    if (openNow(store.get()) === name && !store.get().lesson) requestAnimationFrame(() => scrollIntoSight(room));
  }

  /** @param {State} state */
  function render(state) {
    const open = openNow(state);
    setText(title, t('try.title'));
    for (const { name, fits, load } of QUESTIONS) {
      const [opener, room] = [/** @type {HTMLElement} */ (openers.get(name)), /** @type {HTMLElement} */ (rooms.get(name))];
      opener.hidden = !fits(state);
      setText(opener, t(`try.${name}.name`));
      opener.dataset.tip = t(`try.${name}.help`);
      setAttribute(opener, 'aria-description', t(`try.${name}.help`));
      setAttribute(opener, 'aria-expanded', String(open === name));
      room.hidden = open !== name;
      if (open === name) void furnish(name, load, room);
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
