/** What the page cannot do without and browsers have had for a short time only. They have all of it since Chrome and Edge 123, Firefox 125, Safari 17.5. */

/** @typedef {{ supports: (name: string, value?: string) => boolean, element: object, array: object }} Abilities */

/** @returns {Abilities} */
const ofThisBrowser = () => ({
  supports: (...given) => CSS.supports(.../** @type {[string, string]} */ (given)),
  element: HTMLElement.prototype, array: Array.prototype,
});

/** @param {Abilities} [browser] @returns {string[]} what this browser lacks, by name */
export function lackingAbilities({ supports, element, array } = ofThisBrowser()) {
  const has = {
    'light-dark()': supports('color', 'light-dark(#000, #fff)'),
    ':has()': supports('selector(:has(*))'),
    popover: 'showPopover' in element,
    'Array.with': 'with' in array,
  };
  return Object.entries(has).filter(([, there]) => !there).map(([name]) => name);
}

/** Has the page say that it cannot be shown here, instead of showing half of it. @param {HTMLElement} root @param {Abilities} [browser] @returns {boolean} whether it can */
export function isSupported(root, browser) {
  const lacking = lackingAbilities(browser);
  if (lacking.length) root.dataset.unsupported = lacking.join(' ');
  return lacking.length === 0;
}
