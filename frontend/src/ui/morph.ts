/** Fresh numbers into old elements: what is focused, pointed at or opened stays so while frames arrive. */

import { setText } from './dom.ts';

/** Attributes that belong to the person at the page, not to the frame. */
const OWN = ['open', 'tabindex'];
/** The sentence of help that a control was given (learn/help/control_help.ts), which no view writes. */
const HELP = 'data-help';
/** Attributes of a symbol that is bound to the glossary. */
const BOUND = ['data-term', 'data-open'];

/**
 * Makes `target` say what `source` says. Where their structure differs, `source` takes the place of `target`.
 * @param target in the page
 * @param source just made
 */
export function morph(target: Node, source: Node) {
  if (target instanceof Element && source instanceof Element && target.nodeName === source.nodeName
    && isMarkedText(target) && !source.childElementCount) {
    setText(target, source.textContent ?? '');
    return copyAttributes(target, source);
  }
  if (target.nodeName !== source.nodeName || key(target) !== key(source)
    || target.childNodes.length !== source.childNodes.length) {
    return void ((target as ChildNode).replaceWith(source));
  }
  if (target instanceof Text) {
    if (target.data !== source.textContent) target.data = source.textContent ?? '';
    return;
  }
  if (target instanceof Element && source instanceof Element) copyAttributes(target, source);
  const fresh = [...source.childNodes];
  [...target.childNodes].forEach((child, index) => morph(child, fresh[index]));
}

/** Words of which some are marked as terms of the glossary. */
function isMarkedText({ children }: Element) {
  return children.length > 0 && [...children].every((child) => child.hasAttribute('data-term'));
}

function key(node: Node) {
  return node instanceof Element ? node.getAttribute('data-key') : null;
}

function copyAttributes(target: Element, source: Element) {
  for (const { name, value } of [...source.attributes]) {
    if (name === 'style' || isOwn(target, name) || target.getAttribute(name) === value) continue;
    target.setAttribute(name, value);
  }
  for (const { name } of [...target.attributes]) if (name !== 'style' && !isOwn(target, name)
    && !source.hasAttribute(name)) target.removeAttribute(name);
  copyStyle(target as HTMLElement, source as HTMLElement);
}

/** @param name of an attribute */
function isOwn(target: Element, name: string) {
  const helps = name === HELP
    || (name === 'aria-description' && target.getAttribute(name) === target.getAttribute(HELP));
  return OWN.includes(name) || (helps && target.hasAttribute(HELP))
    || (BOUND.includes(name) && target instanceof MathMLElement && target.hasAttribute('data-term'));
}

/** Style declarations through the object model: a style attribute would be an inline style. */
function copyStyle({ style }: HTMLElement, { style: fresh }: HTMLElement) {
  if (style.cssText !== fresh.cssText) style.cssText = fresh.cssText;
}
