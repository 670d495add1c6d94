/**
 * The terms of the glossary marked where a card uses them: once a card, at the first place in its running text; a dotted
 * underline, nothing moves. Names, of what is pressed, chosen or read as a heading, carry no marks: what explains them is the
 * help beside them, and the text of their card.
 *
 * @import { Find, Found } from '../../glossary/matcher.js'
 */

import { el } from '../dom.js';

export const MARK = '[data-term]';
/** A mark that is words; the others are symbols of equations. */
const WORDS = 'span[data-term]';
export const FOCUSABLE = '[data-term][tabindex]';
/** What is pressed as a whole. */
export const CONTROL = 'button, summary, a[href], [role="tab"], [role="button"], [role^="menuitem"], label:has(input[type="radio"], input[type="checkbox"]), label[data-pressed]';
/** What names something, as a heading or beside what one chooses; a claim is a sentence, though it stands where the heading does. */
const NAMES = `${CONTROL}, h1:not(.claim-title), h2, h3, h4, [role="heading"], .hero-profile-title, label, legend, th, dt, caption`;
/** Where words are no text of the page: what is typed, drawn, spoken only, counted row by row, or in another language. */
const LEFT_OUT = `${NAMES}, script, style, noscript, svg, math, canvas, code, kbd, pre, input, textarea, select, tbody, [contenteditable], [role="img"], [role="status"], [role="alert"], [role="tooltip"], `
  + '.visually-hidden, .brand, .term-card, .js-plotly-plot, .skip-link, [data-plain]';
/** A card: a term is marked once in it, and it is one tab stop for its marks. */
export const PART = 'section, article, dialog, footer, aside, [popover], .question, .hero, .topbar';

/** @param {Element} element @returns {boolean} */
const isMark = (element) => element instanceof HTMLElement && element.dataset.term !== undefined;

/** @param {Node} node */
const isText = (node) => node instanceof Text || (node instanceof Element && isMark(node));

/**
 * Marks every term below that element; what is marked already stays as it is, with its focus.
 * @param {Element} root
 * @param {Find} find
 */
export function markBelow(root, find) {
  if (root.closest(LEFT_OUT)) return;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => (
    node instanceof Element && (node.matches(LEFT_OUT) || isForeign(node) || isMark(node)) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
  /** @type {Set<Element>} */
  const hosts = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text && node.data.trim() && node.parentElement) hosts.add(node.parentElement);
  }
  for (const host of hosts) for (const run of runsOf(host)) markRun(run, find, partOf(host));
}

/** @param {Element} element */
function isForeign(element) {
  return element.hasAttribute('lang') && element !== document.documentElement;
}

/** Stretches of text between other elements. @param {Element} host @returns {ChildNode[][]} */
function runsOf(host) {
  /** @type {ChildNode[][]} */
  const runs = [];
  let open = false;
  for (const node of host.childNodes) {
    if (!isText(node)) open = false;
    else if (open) runs[runs.length - 1].push(node);
    else {
      runs.push([node]);
      open = true;
    }
  }
  return runs;
}

/** @param {Element} element @returns {Element} the card that it stands in */
export function partOf(element) {
  return element.closest(PART) ?? document.body;
}

/**
 * @param {ChildNode[]} run
 * @param {Find} find
 * @param {Element} part
 */
function markRun(run, find, part) {
  const text = run.map((node) => node.textContent).join('');
  const found = find(text);
  const taken = new Set(found.length ? markedElsewhere(part, run) : []);
  const wanted = found.filter(({ id }) => !taken.has(id) && taken.add(id));
  const present = run.filter((node) => node instanceof HTMLElement);
  if (wanted.length === present.length && wanted.every(({ id, start, end }, index) => present[index].dataset.term === id && present[index].textContent === text.slice(start, end))) return;
  const held = present.find((mark) => mark === document.activeElement)?.dataset.term;
  const nodes = marked(text, wanted);
  const apart = wanted.some(({ start, end }) => end - start < text.trim().length) && isLaidOutByPiece(run[0].parentElement);
  run[0].before(...(apart ? [el('span', {}, ...nodes)] : nodes)); // Pieces of text by themselves would lose the blanks at their ends.
  for (const node of run) node.remove();
  if (held) nodes.filter((node) => node instanceof HTMLElement).find(({ dataset }) => dataset.term === held)?.focus({ preventScroll: true });
}

/** @param {Element | null} host @returns {boolean} */
function isLaidOutByPiece(host) {
  return host !== null && /flex|grid/.test(getComputedStyle(host).display);
}

/**
 * Terms that are marked elsewhere in that card already; for what is in sight a mark that is hidden does not count.
 * @param {Element} part @param {ChildNode[]} run @returns {(string | undefined)[]}
 */
function markedElsewhere(part, run) {
  const own = new Set(run);
  const hidden = !run[0].parentElement?.checkVisibility();
  const marks = /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll(WORDS));
  return [...marks].filter((mark) => !own.has(mark) && partOf(mark) === part && (hidden || mark.checkVisibility())).map((mark) => mark.dataset.term);
}

/** @param {string} text @param {Found[]} found @returns {(Text | HTMLElement)[]} */
function marked(text, found) {
  const ends = [0, ...found.map(({ end }) => end)];
  const between = [...found.map(({ start }) => start), text.length].map((start, index) => document.createTextNode(text.slice(ends[index], start)));
  return between.flatMap((node, index) => [...(node.data ? [node] : []), ...(found[index] ? [mark(text, found[index])] : [])]);
}

/** @param {string} text @param {Found} found @returns {HTMLElement} */
function mark(text, { start, end, id }) {
  const words = text.slice(start, end);
  return el('span', { class: 'term', dataset: { term: id }, role: 'link', tabIndex: -1, 'aria-haspopup': 'dialog' }, words);
}

/** @param {ParentNode} root takes every mark away again, its words stay */
export function unmark(root) {
  for (const found of root.querySelectorAll(WORDS)) {
    const host = found.parentNode;
    found.replaceWith(...found.childNodes);
    host?.normalize();
  }
}

/** @param {Element} part @returns {HTMLElement[]} its marks that can be focused, in their order */
export function focusable(part) {
  return /** @type {HTMLElement[]} */ ([...part.querySelectorAll(FOCUSABLE)]).filter((mark) => partOf(mark) === part);
}

/** One mark of each part is a tab stop: the one that had the focus last, else the first in sight. @param {ParentNode} root */
export function setTabStops(root) {
  /** @type {Map<Element, HTMLElement[]>} */
  const parts = new Map();
  for (const mark of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(FOCUSABLE))) {
    const part = partOf(mark);
    parts.set(part, [...(parts.get(part) ?? []), mark]);
  }
  for (const marks of parts.values()) {
    const stop = marks.find((mark) => mark === document.activeElement) ?? marks.find((mark) => mark.tabIndex === 0 && mark.checkVisibility()) ?? marks.find((mark) => mark.checkVisibility());
    for (const mark of marks) mark.tabIndex = mark === stop ? 0 : -1;
  }
}
