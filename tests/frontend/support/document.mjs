/**
 * What a view finds in a browser and Node does not have: the page's document, its store, its words and its services. The
 * server is a line that a test speaks for. There is no layout here, and nothing is drawn: what needs either is for Chromium.
 */

import { readFileSync } from 'node:fs';

import { Window } from '../../../frontend/node_modules/happy-dom/lib/index.js';
import { decodeMessage } from '../../../frontend/src/core/protocol/answer.ts';
import { createServices } from '../../../frontend/src/page/services.ts';
import { createSession } from '../../../frontend/src/core/protocol/session.ts';
import { openingOf } from '../../../frontend/src/core/actions/address.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';
import { createTranslate, createWords } from '../../../frontend/src/core/text/i18n.ts';
import { goldenJson } from './golden.mjs';

const FRONTEND = new URL('../../../frontend/', import.meta.url);
/** Node has these of its own, and happy-dom's elements take only its own. */
const REPLACED = ['Event', 'CustomEvent', 'EventTarget', 'navigator'];
const LISTENING = ['addEventListener', 'removeEventListener', 'dispatchEvent', 'getComputedStyle', 'matchMedia', 'scrollTo', 'scrollBy', 'requestAnimationFrame', 'cancelAnimationFrame'];
const PATIENCE = 30_000;

/** A timer that keeps a test waiting, unlike those of the page. */
export const later = globalThis.setTimeout;
const window = new Window({ url: 'http://localhost/' });
furnish();
/** What `/api/catalog` answers: tests/golden/make_catalog.py writes it. @returns {import('../../../frontend/src/core/model/types.ts').Catalog} */
export const catalogOfServer = () => goldenJson('catalog.json');

/** Makes the window's names global, as they are in a browser. */
function furnish() {
  const own = new Set();
  for (let each = window; each && each !== Object.prototype; each = Object.getPrototypeOf(each)) for (const name of Object.getOwnPropertyNames(each)) own.add(name);
  for (const name of own) {
    if (name in globalThis && !REPLACED.includes(name)) continue;
    const value = LISTENING.includes(name) ? /** @type {any} */ (window)[name].bind(window) : /** @type {any} */ (window)[name];
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  Object.defineProperty(globalThis, 'location', { get: () => window.location, configurable: true });
  // A page that nobody looks at any more keeps no test waiting.
  for (const name of /** @type {const} */ (['setTimeout', 'setInterval'])) {
    const begin = /** @type {any} */ (globalThis[name]);
    /** @type {any} */ (globalThis)[name] = (/** @type {any[]} */ ...given) => begin(...given)?.unref();
  }
  globalThis.requestAnimationFrame = (callback) => /** @type {any} */ (setTimeout(() => callback(performance.now())));
  globalThis.cancelAnimationFrame = (handle) => clearTimeout(handle);
  addPopovers();
}

/** Opens and closes what happy-dom knows no way to open: a sheet with the attribute `popover`. */
function addPopovers() {
  const turn = (/** @type {any} */ sheet, /** @type {string} */ newState) => {
    if ((sheet.dataset.popoverState ?? 'closed') === newState) return;
    sheet.dataset.popoverState = newState;
    sheet.dispatchEvent(Object.assign(new Event('toggle'), { newState }));
  };
  Object.assign(window.HTMLElement.prototype, {
    showPopover() { turn(this, 'open'); },
    hidePopover() { turn(this, 'closed'); },
    togglePopover() { turn(this, /** @type {any} */ (this).dataset.popoverState === 'open' ? 'closed' : 'open'); },
  });
}

/**
 * The page before any view is mounted, opened with a link, over a line that stands.
 *
 * @param {object} [options]
 * @param {string} [options.link] the part of the address behind the #
 * @param {'en' | 'ko'} [options.language]
 * @param {Partial<import('../../../frontend/src/core/model/types.ts').State>} [options.state] what else is known
 * @param {(experiment: any) => any} [options.judge] what the server answers about a document
 * @param {Record<string, (message: any) => any>} [options.answers] what it answers to a question, by its kind
 */
export async function openPage({ link = '', language = 'en', state = {}, judge = (experiment) => ({ experiment, facts: null }), answers = {} } = {}) {
  document.documentElement.innerHTML = readFileSync(new URL('index.html', FRONTEND), 'utf8').replace(/^[\s\S]*?<html[^>]*>|<\/html>\s*$/g, '').replaceAll(/<(link|script)\b[^>]*>(<\/script>)?/g, '');
  localStorage.clear();
  location.hash = link;
  const catalog = catalogOfServer();
  const { pace, linked: _linked, ...opening } = openingOf(catalog, location.hash);
  const store = createStore(/** @type {any} */ ({ ...initialState({ language }), catalog, ...opening, ...state }), queueMicrotask);
  store.set(({ playback }) => ({ playback: { ...playback, pace } }));
  globalThis.fetch = /** @type {any} */ ((/** @type {URL | string} */ address, /** @type {any} */ request) => served(String(address), request, judge));
  const words = createWords();
  await words.speak(language);
  const server = lineOf(answers);
  const session = createSession(store, 'ws://localhost/', decodeMessage, { onWelcome() {}, onGone() {}, onError: (error) => services.actions.warn(error) }, { open: server.open, setTimeout: () => null, clearTimeout() {} });
  const services = createServices(store, session, { t: createTranslate(words.dictionaries, () => store.get().language), words }, { current: null, bytes: null });
  session.connect();
  server.say({ type: 'welcome', session: 's', key: 'k', limits: { frames_in_flight: 4 } });
  await settled();
  return { store, services, server, t: services.t };
}

/** @param {string} address @param {{ body?: string } | undefined} request @param {(experiment: any) => any} judge */
async function served(address, request, judge) {
  if (address.endsWith('api/experiment')) return Response.json(await judge(JSON.parse(request?.body ?? '{}').experiment));
  // Words and tables as they are built; the address is that of a module as it is written.
  return new Response(readFileSync(new URL(address.replace(FRONTEND.href, `${FRONTEND.href}dist/files/`))));
}

/** The other end of the socket. @param {Record<string, (message: any) => any>} answers */
function lineOf(answers) {
  /** @type {any} */
  const socket = { readyState: 1, close() {}, send: (/** @type {string} */ text) => hear(JSON.parse(text)) };
  /** @type {any[]} */
  const heard = [];

  /** @param {any} message */
  function hear(message) {
    heard.push(message);
    if (message.type !== 'request') return;
    const { id, kind } = message;
    const answer = answers[kind];
    queueMicrotask(() => say(answer ? { type: 'reply', id, ...answer(message) } : { type: 'error', id, code: 'unanswered', message: `Nobody answers ${kind} here.` }));
  }
  /** @param {object} message */
  const say = (message) => socket.onmessage({ data: JSON.stringify(message) });
  return {
    open: () => socket, say, heard,
    /** @param {ArrayBuffer} frame */
    show: (frame) => socket.onmessage({ data: frame }),
    /** @param {string} type */
    heardOf: (type) => heard.filter((message) => message.type === type),
  };
}

/** Until what is under way has come to its end: promises, parts that are fetched, the store's next flush. */
export async function settled() {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for what comes in its own time. @template T @param {() => T | null | undefined | false} look @param {string} what @returns {Promise<T>} */
export async function until(look, what) {
  for (const end = Date.now() + PATIENCE; ;) {
    const found = look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: it has not come within ${PATIENCE / 1000} s.`);
    await new Promise((resolve) => later(resolve, 1));
  }
}

/** Focus and the events of a key. @param {Element} element @param {string} key @param {object} [more] */
export function press(element, key, more = {}) {
  /** @type {HTMLElement} */ (element).focus();
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
}

/** @param {Element} field @param {string} value @param {'input' | 'change'} [event] */
export function enter(field, value, event = 'change') {
  Object.assign(field, { value });
  field.dispatchEvent(new Event('input', { bubbles: true }));
  if (event === 'change') field.dispatchEvent(new Event('change', { bubbles: true }));
}
