/**
 * A sentence of help for every control and mark that has only a name: shown by the tooltip, read as the description. A control
 * in a group that has one says none of its own, so that whoever listens hears it once.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { HELPS } from '../../help/helps.js';
import { watch } from '../../state/select.js';
import { setAttribute } from '../dom.js';

const CONTROLS = 'button, input, select, textarea, summary, a[href], [role="slider"], [role="tablist"], [role="group"], fieldset';
const MARKS = '.counter, .rates, .hero-figure, .hero-gain, .hero-profile-title, .section-head > h2';
const HELPED = '[data-help]';
/** Milliseconds for a view to stand before it is looked at. */
const SETTLE = 150;

/**
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountControlHelp(store, { t }) {
  /** @type {any} */
  let timer = null;
  const observer = new MutationObserver((records) => {
    if (timer === null && records.some(({ addedNodes }) => [...addedNodes].some(holdsControl))) timer = setTimeout(help, SETTLE);
  });
  const unwatch = watch(store, ({ language }) => [language], ({ language }) => {
    forget();
    help();
    document.documentElement.dataset.helps = language;
  });
  observer.observe(document.body, { subtree: true, childList: true });

  function help() {
    clearTimeout(timer);
    timer = null;
    for (const element of document.querySelectorAll(`${CONTROLS}, ${MARKS}`)) if (element instanceof HTMLElement || element instanceof SVGElement) give(element);
  }

  /** @param {HTMLElement | SVGElement} element */
  function give(element) {
    if (element.dataset.help !== undefined || hasOwn(element)) return;
    const found = HELPS.find(([selector]) => element.matches(selector));
    if (!found || element.parentElement?.closest(`${HELPED}:is(fieldset, [role="group"], [role="tablist"])`)) return;
    element.dataset.help = t(`help.${found[1]}`);
    if (!element.matches(MARKS) && !element.hasAttribute('aria-description')) setAttribute(element, 'aria-description', element.dataset.help);
  }

  return () => {
    observer.disconnect();
    unwatch();
    clearTimeout(timer);
    forget();
  };
}

/** @param {Node} node */
function holdsControl(node) {
  return node instanceof Element && (node.matches(CONTROLS) || node.querySelector(CONTROLS) !== null);
}

/** Words beyond its name: a description, or a tooltip that says what is not in the name. @param {Element} element @returns {boolean} */
function hasOwn(element) {
  const labels = 'labels' in element ? [.../** @type {HTMLInputElement} */ (element).labels ?? []] : [];
  const tips = [element, ...labels].map((each) => each.getAttribute('data-tip')).filter((tip) => tip && !element.getAttribute('aria-label')?.includes(tip));
  return tips.length > 0 || element.hasAttribute('aria-description');
}

/** What was given goes, what views say stays. */
function forget() {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(HELPED))) {
    if (element.getAttribute('aria-description') === element.dataset.help) element.removeAttribute('aria-description');
    delete element.dataset.help;
  }
}
