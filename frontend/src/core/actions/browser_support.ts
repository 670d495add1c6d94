/**
 * What the page cannot do without and browsers have had for a short time only. They have all of it since Chrome and
 * Edge 123, Firefox 125, Safari 17.5.
 */

export type Abilities = { supports: (name: string, value?: string) => boolean, element: object, array: object };

const ofThisBrowser = (): Abilities => ({
  supports: (...given) => CSS.supports(...given as [string, string]),
  element: HTMLElement.prototype, array: Array.prototype,
});

/** @returns what this browser lacks, by name */
export function lackingAbilities({ supports, element, array }: Abilities = ofThisBrowser()): string[] {
  const has = {
    'light-dark()': supports('color', 'light-dark(#000, #fff)'),
    ':has()': supports('selector(:has(*))'),
    popover: 'showPopover' in element,
    'Array.with': 'with' in array,
  };
  return Object.entries(has).filter(([, there]) => !there).map(([name]) => name);
}

/** Has the page say that it cannot be shown here, instead of showing half of it. @returns whether it can */
export function isSupported(root: HTMLElement, browser?: Abilities): boolean {
  const lacking = lackingAbilities(browser);
  if (lacking.length) root.dataset.unsupported = lacking.join(' ');
  return lacking.length === 0;
}
