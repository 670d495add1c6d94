/**
 * The page's store and its `watch`, which note for every `watch` of the page what its list reads of the state and what is read while
 * it renders: to the depth of `run.frame`. What is read and not listed is a view that can show what is no longer so.
 */

import { onChange, watch as plainWatch } from '../../../frontend/src/core/model/select.ts?plain';
import { createStore as plainStore } from '../../../frontend/src/core/model/store.ts?plain';

export { onChange };

/** @typedef {{ place: string, listed: Set<string>, read: Set<string> }} Watch */

/** Every `watch` of the page by the place that calls it. @type {Map<string, Watch>} */
export const watches = new Map();

/** Where reads are noted now; nowhere outside of a list and a render. @type {Set<string> | null} */
let noting = null;
/** One recorded object for each, so that who compares by identity sees no difference. @type {WeakMap<object, any>} */
const recordedOf = new WeakMap();
/** The key under which a recorded object stands in the state. @type {WeakMap<object, string>} */
const keyOf = new WeakMap();

/** @param {Set<string> | null} set @param {() => any} work */
function noted(set, work) {
  const before = noting;
  noting = set;
  try {
    return work();
  } finally {
    noting = before;
  }
}

/** @param {any} value @returns {boolean} */
const isPlain = (value) => value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;

/** @param {any} state @returns {any} */
function recordState(state) {
  return recorded(state, (key, value) => {
    noting?.add(key);
    return isPlain(value) ? recordPart(key, value) : value;
  });
}

/** @param {string} name @param {any} part @returns {any} */
function recordPart(name, part) {
  const found = recorded(part, (key, value) => {
    noting?.add(`${name}.${key}`);
    return value;
  });
  keyOf.set(found, name);
  return found;
}

/** @param {any} value @param {(key: string, value: any) => any} get @returns {any} */
function recorded(value, get) {
  if (keyOf.has(value)) return value;
  if (!recordedOf.has(value)) recordedOf.set(value, new Proxy(value, { get: (target, key) => (typeof key === 'symbol' ? target[key] : get(key, target[key])) }));
  return recordedOf.get(value);
}

/** @param {any} initial @param {any} [schedule] @param {any} [report] @returns {any} */
export function createStore(initial, schedule, report) {
  const store = plainStore(initial, schedule, report);
  return { ...store, get: () => recordState(store.get()), subscribe: (/** @type {any} */ listener) => store.subscribe((state) => listener(recordState(state))) };
}

/** @param {any} store @param {(state: any) => any[]} choose @param {(state: any, values: any[]) => void} render */
export function watch(store, choose, render) {
  const place = placeOf(/** @type {string} */ (new Error().stack));
  const mine = watches.get(place) ?? { place, listed: new Set(), read: new Set() };
  watches.set(place, mine);
  const list = (/** @type {any} */ state) => {
    const values = noted(mine.listed, () => choose(state));
    for (const value of values) if (keyOf.has(value)) mine.listed.add(`${keyOf.get(value)}.*`);
    return values;
  };
  return plainWatch(store, list, (state, values) => noted(mine.read, () => render(state, /** @type {any} */ (values))));
}

/** @param {string} stack @returns {string} "page/transport/transport.ts:92" */
function placeOf(stack) {
  const caller = stack.split('\n').find((line) => line.includes('/frontend/src/')) ?? '';
  return /frontend\/src\/(.*?:\d+)/.exec(caller)?.[1] ?? '';
}

/** @param {Watch} one @returns {string[]} what is read while it renders and is not in its list */
export function unlisted({ listed, read }) {
  const isListed = (/** @type {string} */ path) => listed.has(path) || listed.has(`${path.split('.')[0]}.*`) || [...listed].some((other) => other.startsWith(`${path}.`));
  return [...read].filter((path) => !isListed(path) && ![...read].some((other) => other.startsWith(`${path}.`))).sort();
}
