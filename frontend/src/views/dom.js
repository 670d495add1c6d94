/** Elements in one expression. No HTML strings and no style attributes: the page's policy forbids both. */

/** @typedef {string | number | Node | null | undefined | false} Child */

/**
 * Properties that begin with `on` are listeners, `dataset` and `style` objects are assigned key by key,
 * names with a hyphen and `role`, `for`, `class` are attributes, the rest are properties.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) assign(element, name, value);
  element.append(...present(children));
  return element;
}

/** @param {Element} element @param {string} name @param {any} value */
function assign(element, name, value) {
  if (value === undefined || value === null) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'dataset') Object.assign(/** @type {HTMLElement} */ (element).dataset, value);
  else if (/-|^role$|^for$|^class$/.test(name)) element.setAttribute(name, String(value));
  else /** @type {any} */ (element)[name] = value;
}

/** @param {Child[]} children @returns {(string | Node)[]} */
function present(children) {
  return children.filter((child) => child !== null && child !== undefined && child !== false).map((child) => (child instanceof Node ? child : String(child)));
}

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Element} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** Writes a text only when it differs: nothing is laid out anew for the same words. @param {Node} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text && !aroundMarks(node, text)) node.textContent = text;
}

/** New words around terms of the glossary that are marked already: those that stand in them stay, with their focus. @param {Node} node @param {string} text @returns {boolean} whether one does */
function aroundMarks(node, text) {
  const marks = node instanceof Element ? /** @type {HTMLElement[]} */ ([...node.children]) : [];
  if (!marks.length || marks.some(({ dataset }) => dataset.term === undefined)) return false;
  /** @type {[mark: HTMLElement, before: string][]} */
  const kept = [];
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

/** @param {Node | null} present @param {string} text @param {(added: Text) => void} add where there is no text yet */
function writeText(present, text, add) {
  if (present instanceof Text) present.data = text;
  else if (text) add(document.createTextNode(text));
}

/** Sets or removes an attribute only when it differs. @param {Element} element @param {string} name @param {string | null} value */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
