/**
 * The terms of the glossary marked where a card uses them: once a card, at the first place in its running text; a
 * dotted underline, nothing moves. Names, of what is pressed, chosen or read as a heading, carry no marks: what
 * explains them is the help beside them, and the text of their card.
 */

import type { Find, Found } from './matcher.ts';
import { el } from '../../ui/dom.ts';

export const MARK = '[data-term]';
/** A mark that is words; the others are symbols of equations. */
const WORDS = 'span[data-term]';
export const FOCUSABLE = '[data-term][tabindex]';
/** What is pressed as a whole. */
export const CONTROL =
  'button, summary, a[href], [role="tab"], [role="button"], [role^="menuitem"], '
    + 'label:has(input[type="radio"], input[type="checkbox"]), label[data-pressed]';
/**
 * What names something, as a heading or beside what one chooses; a claim is a sentence, though it stands where the
 * heading does.
 */
const NAMES =
  `${CONTROL}, h1:not(.claim-title), h2, h3, h4, [role="heading"], .hero-profile-title, label, legend, th, dt, caption`;
/**
 * Where words are no text of the page: what is typed, drawn, spoken only, counted row by row, or in another language.
 */
const LEFT_OUT =
  `${NAMES}, script, style, noscript, svg, math, canvas, code, kbd, pre, input, textarea, select, tbody, `
    + `[contenteditable], [role="img"], [role="status"], [role="alert"], [role="tooltip"], `
  + '.visually-hidden, .brand, .term-card, .js-plotly-plot, .skip-link, [data-plain]';
/** A card: a term is marked once in it, and it is one tab stop for its marks. */
export const PART = 'section, article, dialog, footer, aside, [popover], .question, .hero, .topbar';

const isMark = (element: Element): boolean => element instanceof HTMLElement && element.dataset.term !== undefined;

const isText = (node: Node) => node instanceof Text || (node instanceof Element && isMark(node));

/** Marks every term below that element; what is marked already stays as it is, with its focus. */
export function markBelow(root: Element, find: Find) {
  if (root.closest(LEFT_OUT)) return;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => (
    node instanceof Element && (node.matches(LEFT_OUT) || isForeign(node) || isMark(node))
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT));
  const hosts = new Set<Element>();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text && node.data.trim() && node.parentElement) hosts.add(node.parentElement);
  }
  for (const host of hosts) for (const run of runsOf(host)) markRun(run, find, partOf(host));
}

function isForeign(element: Element) {
  return element.hasAttribute('lang') && element !== document.documentElement;
}

/** Stretches of text between other elements. */
function runsOf(host: Element): ChildNode[][] {
  const runs: ChildNode[][] = [];
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

/** @returns the card that it stands in */
export function partOf(element: Element): Element {
  return element.closest(PART) ?? document.body;
}

function markRun(run: ChildNode[], find: Find, part: Element) {
  const text = run.map((node) => node.textContent).join('');
  const found = find(text);
  const taken = new Set(found.length ? markedElsewhere(part, run) : []);
  const wanted = found.filter(({ id }) => !taken.has(id) && taken.add(id));
  const present = run.filter((node) => node instanceof HTMLElement);
  if (wanted.length === present.length && wanted.every(({ id, start, end }, index) =>
    present[index].dataset.term === id && present[index].textContent === text.slice(start, end))) return;
  const held = present.find((mark) => mark === document.activeElement)?.dataset.term;
  const nodes = marked(text, wanted);
  const apart = wanted.some(({ start, end }) => end - start < text.trim().length)
    && isLaidOutByPiece(run[0].parentElement);
  // Pieces of text by themselves would lose the blanks at their ends.
  run[0].before(...(apart ? [el('span', {}, ...nodes)] : nodes));
  for (const node of run) node.remove();
  if (held) nodes.filter((node) => node instanceof HTMLElement).find(({ dataset }) => dataset.term === held)
    ?.focus({ preventScroll: true });
}

function isLaidOutByPiece(host: Element | null): boolean {
  return host !== null && /flex|grid/.test(getComputedStyle(host).display);
}

/** Terms that are marked elsewhere in that card already; for what is in sight a mark that is hidden does not count. */
function markedElsewhere(part: Element, run: ChildNode[]): (string | undefined)[] {
  const own = new Set(run);
  const hidden = !run[0].parentElement?.checkVisibility();
  const marks = part.querySelectorAll(WORDS) as NodeListOf<HTMLElement>;
  return [...marks].filter((mark) => !own.has(mark) && partOf(mark) === part && (hidden || mark.checkVisibility()))
    .map((mark) => mark.dataset.term);
}

function marked(text: string, found: Found[]): (Text | HTMLElement)[] {
  const ends = [0, ...found.map(({ end }) => end)];
  const between = [...found.map(({ start }) => start), text.length].map((start, index) =>
    document.createTextNode(text.slice(ends[index], start)));
  return between.flatMap((node, index) =>
    [...(node.data ? [node] : []), ...(found[index] ? [mark(text, found[index])] : [])]);
}

function mark(text: string, { start, end, id }: Found): HTMLElement {
  const words = text.slice(start, end);
  return el(
    'span', { class: 'term', dataset: { term: id }, role: 'link', tabIndex: -1, 'aria-haspopup': 'dialog' }, words,
  );
}

/** @param root takes every mark away again, its words stay */
export function unmark(root: ParentNode) {
  for (const found of root.querySelectorAll(WORDS)) {
    const host = found.parentNode;
    found.replaceWith(...found.childNodes);
    host?.normalize();
  }
}

/** @returns its marks that can be focused, in their order */
export function focusable(part: Element): HTMLElement[] {
  return ([...part.querySelectorAll(FOCUSABLE)] as HTMLElement[]).filter((mark) => partOf(mark) === part);
}

/** One mark of each part is a tab stop: the one that had the focus last, else the first in sight. */
export function setTabStops(root: ParentNode) {
  const parts = new Map<Element, HTMLElement[]>();
  for (const mark of (root.querySelectorAll(FOCUSABLE) as NodeListOf<HTMLElement>)) {
    const part = partOf(mark);
    parts.set(part, [...(parts.get(part) ?? []), mark]);
  }
  for (const marks of parts.values()) {
    const stop = marks.find((mark) => mark === document.activeElement)
      ?? marks.find((mark) => mark.tabIndex === 0 && mark.checkVisibility())
      ?? marks.find((mark) => mark.checkVisibility());
    for (const mark of marks) mark.tabIndex = mark === stop ? 0 : -1;
  }
}
