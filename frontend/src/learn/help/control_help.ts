/**
 * A sentence of help for every control and mark that has only a name: shown by the tooltip, read as the description. A
 * control in a group that has one says none of its own, so that whoever listens hears it once.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { HELPS } from './helps.ts';
import { watch } from '../../core/model/select.ts';
import { setAttribute } from '../../ui/dom.ts';

const CONTROLS =
  'button, input, select, textarea, summary, a[href], [role="slider"], [role="tablist"], [role="group"], fieldset';
const MARKS = '.counter, .rates, .hero-figure, .hero-gain, .hero-profile-title, .section-head > h2';
const HELPED = '[data-help]';
/** Milliseconds for a view to stand before it is looked at. */
const SETTLE = 150;

/** @returns unmount */
export function mountControlHelp(store: Store<State>, { t }: Services): () => void {
  let timer: any = null;
  const observer = new MutationObserver((records) => {
    if (timer === null
      && records.some(({ addedNodes }) => [...addedNodes].some(holdsControl))) timer = setTimeout(help, SETTLE);
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
    for (const element of document.querySelectorAll(`${CONTROLS}, ${MARKS}`)) if (element instanceof HTMLElement
      || element instanceof SVGElement) give(element);
  }

  function give(element: HTMLElement | SVGElement) {
    if (element.dataset.help !== undefined || hasOwn(element)) return;
    const found = HELPS.find(([selector]) => element.matches(selector));
    if (!found || element.parentElement?.closest(`${HELPED}:is(fieldset, [role="group"], [role="tablist"])`)) return;
    element.dataset.help = t(`help.${found[1]}`);
    if (!element.matches(MARKS)
      && !element.hasAttribute('aria-description')) setAttribute(element, 'aria-description', element.dataset.help);
  }

  return () => {
    observer.disconnect();
    unwatch();
    clearTimeout(timer);
    forget();
  };
}

function holdsControl(node: Node) {
  return node instanceof Element && (node.matches(CONTROLS) || node.querySelector(CONTROLS) !== null);
}

/** Words beyond its name: a description, or a tooltip that says what is not in the name. */
function hasOwn(element: Element): boolean {
  const labels = 'labels' in element ? [...(element as HTMLInputElement).labels ?? []] : [];
  const tips = [element, ...labels].map((each) => each.getAttribute('data-tip'))
    .filter((tip) => tip && !element.getAttribute('aria-label')?.includes(tip));
  return tips.length > 0 || element.hasAttribute('aria-description');
}

/** What was given goes, what views say stays. */
function forget() {
  for (const element of (document.querySelectorAll(HELPED) as NodeListOf<HTMLElement>)) {
    if (element.getAttribute('aria-description') === element.dataset.help) element.removeAttribute('aria-description');
    delete element.dataset.help;
  }
}
