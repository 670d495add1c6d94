/**
 * The terms of the glossary marked where the page uses them: a dotted underline, nothing moves. In running text, headings and
 * field labels a mark can be focused, one tab stop a part of the page; inside a control it is the control's own word.
 *
 * @import { Find, Found } from '../../glossary/matcher.js'
 */

import { el } from '../dom.js';

export const MARK = '[data-term]';
/** A mark that is words; the others are symbols of equations. */
const WORDS = 'span[data-term]';
export const FOCUSABLE = '[data-term][tabindex]';
/** Where words are no text of the page: what is typed, drawn, spoken only, counted row by row, or in another language. */
const LEFT_OUT = 'script, style, noscript, svg, math, canvas, code, kbd, pre, input, textarea, select, tbody, [contenteditable], [role="img"], [role="status"], [role="alert"], [role="tooltip"], '
  + '.visually-hidden, .brand, .term-card, .js-plotly-plot, .skip-link, [data-plain]';
/** What is pressed as a whole: its words cannot be pressed by themselves. */
export const CONTROL = 'button, summary, a[href], [role="tab"], [role="button"], label:has(input[type="radio"], input[type="checkbox"]), label[data-pressed]';
/** Each is marked by itself; in other text a term is marked once a part of the page. */
const ALWAYS = 'h1, h2, h3, h4, .hero-profile-title, label, legend, th, dt, caption, summary';
/** A part of the page: one tab stop for its marks. */
export const PART = 'section, dialog, header, footer, aside, details, [popover], .question, .hero';

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
  for (const host of hosts) markWithin(host, find);
}

/** @param {Element} element */
function isForeign(element) {
  return element.hasAttribute('lang') && element !== document.documentElement;
}

/** @param {Element} host that holds text of its own @param {Find} find */
function markWithin(host, find) {
  const inert = host.closest(CONTROL) !== null;
  const always = host.closest(ALWAYS) !== null;
  for (const run of runsOf(host)) markRun(run, find, { inert, always, part: host.closest(PART) ?? document.body });
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

/**
 * @param {ChildNode[]} run
 * @param {Find} find
 * @param {{ inert: boolean, always: boolean, part: Element }} place
 */
function markRun(run, find, { inert, always, part }) {
  const text = run.map((node) => node.textContent).join('');
  const found = find(text);
  const taken = new Set(always || !found.length ? [] : markedElsewhere(part, run, inert));
  const whole = found.length > 0 && isLaidOutByPiece(run[0].parentElement); // A piece of text by itself would lose the blanks at its ends.
  const wanted = found.filter(({ id, start, end }) => !(whole && end - start < text.trim().length) && !taken.has(id) && taken.add(id));
  const present = run.filter((node) => node instanceof HTMLElement);
  if (wanted.length === present.length && wanted.every(({ id, start, end }, index) => present[index].dataset.term === id && present[index].textContent === text.slice(start, end))) return;
  const held = present.find((mark) => mark === document.activeElement)?.dataset.term;
  const nodes = marked(text, wanted, inert);
  run[0].before(...nodes);
  for (const node of run) node.remove();
  if (held) nodes.filter((node) => node instanceof HTMLElement).find(({ dataset }) => dataset.term === held)?.focus({ preventScroll: true });
}

/** @param {Element | null} host @returns {boolean} */
function isLaidOutByPiece(host) {
  return host !== null && /flex|grid/.test(getComputedStyle(host).display);
}

/**
 * Terms that are marked elsewhere in that part already: for running text only marks that can be focused count.
 * @param {Element} part @param {ChildNode[]} run @param {boolean} inert @returns {(string | undefined)[]}
 */
function markedElsewhere(part, run, inert) {
  const own = new Set(run);
  const marks = /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll(inert ? WORDS : `${WORDS}[role="link"]`));
  return [...marks].filter((mark) => !own.has(mark)).map((mark) => mark.dataset.term);
}

/** @param {string} text @param {Found[]} found @param {boolean} inert @returns {(Text | HTMLElement)[]} */
function marked(text, found, inert) {
  const ends = [0, ...found.map(({ end }) => end)];
  const between = [...found.map(({ start }) => start), text.length].map((start, index) => document.createTextNode(text.slice(ends[index], start)));
  return between.flatMap((node, index) => [...(node.data ? [node] : []), ...(found[index] ? [mark(text, found[index], inert)] : [])]);
}

/** @param {string} text @param {Found} found @param {boolean} inert @returns {HTMLElement} */
function mark(text, { start, end, id }, inert) {
  const words = text.slice(start, end);
  if (inert) return el('span', { class: 'term', dataset: { term: id } }, words);
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
  return /** @type {HTMLElement[]} */ ([...part.querySelectorAll(FOCUSABLE)]).filter((mark) => mark.closest(PART) === part);
}

/** One mark of each part is a tab stop: the one that had the focus last, else the first in sight. @param {ParentNode} root */
export function setTabStops(root) {
  /** @type {Map<Element, HTMLElement[]>} */
  const parts = new Map();
  for (const mark of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(FOCUSABLE))) {
    const part = mark.closest(PART) ?? document.body;
    parts.set(part, [...(parts.get(part) ?? []), mark]);
  }
  for (const marks of parts.values()) {
    const stop = marks.find((mark) => mark === document.activeElement) ?? marks.find((mark) => mark.tabIndex === 0 && mark.checkVisibility()) ?? marks.find((mark) => mark.checkVisibility());
    for (const mark of marks) mark.tabIndex = mark === stop ? 0 : -1;
  }
}
