/** Elements in one expression. No HTML strings and no style attributes: the page's policy forbids both. */

export type Child = string | number | Node | null | undefined | false;

/**
 * Properties that begin with `on` are listeners, `dataset` and `style` objects are assigned key by key,
 * names with a hyphen and `role`, `for`, `class` are attributes, the rest are properties.
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Record<string, any> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) assign(element, name, value);
  element.append(...present(children));
  return element;
}

function assign(element: Element, name: string, value: any) {
  if (value === undefined || value === null) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'dataset') Object.assign((element as HTMLElement).dataset, value);
  else if (/-|^role$|^for$|^class$/.test(name)) element.setAttribute(name, String(value));
  else (element as any)[name] = value;
}

function present(children: Child[]): (string | Node)[] {
  return children.filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(tag: string, attributes: Record<string, string | number> = {}, ...children: Element[]): SVGElement {
  const element = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** Names what shows a picture instead of words: to a screen reader, and as its tip. */
export function setName(element: HTMLElement, name: string) {
  element.setAttribute('aria-label', name);
  element.dataset.tip = name;
}

/** Writes a text only when it differs: nothing is laid out anew for the same words. */
export function setText(node: Node, text: string) {
  if (node.textContent !== text && !aroundMarks(node, text)) node.textContent = text;
}

/**
 * New words around terms of the glossary that are marked already: those that stand in them stay, with their focus.
 * @returns whether one does
 */
function aroundMarks(node: Node, text: string): boolean {
  const marks = node instanceof Element ? ([...node.children] as HTMLElement[]) : [];
  if (!marks.length || marks.some(({ dataset }) => dataset.term === undefined)) return false;
  const kept: [mark: HTMLElement, before: string][] = [];
  let at = 0;
  for (const mark of marks) {
    const words = mark.textContent ?? '';
    const found = text.indexOf(words, at);
    if (found < 0) continue;
    kept.push([mark, text.slice(at, found)]);
    at = found + words.length;
  }
  if (!kept.length) return false;
  if (kept.length < marks.length) {
    for (const mark of marks) if (!kept.some(([other]) => other === mark)) mark.remove();
    node.normalize();
  }
  for (const [mark, before] of kept) writeText(mark.previousSibling, before, (added) => mark.before(added));
  writeText(node.lastChild, text.slice(at), (added) => node.appendChild(added));
  return true;
}

/** @param add where there is no text yet */
function writeText(present: Node | null, text: string, add: (added: Text) => void) {
  if (present instanceof Text) present.data = text;
  else if (text) add(document.createTextNode(text));
}

/** Sets or removes an attribute only when it differs. */
export function setAttribute(element: Element, name: string, value: string | null) {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** What an element does, beside its name: read out, and shown as a tip. */
export function setHelp(element: HTMLElement, words: string) {
  setAttribute(element, 'aria-description', words);
  element.dataset.tip = words;
}
