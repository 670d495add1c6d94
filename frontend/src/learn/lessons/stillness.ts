/**
 * While a lesson is open, what would bring another experiment or another card lies still: no click reaches it and no
 * Tab stops there. What runs the network, the picture, the charts beside it and what is lit stay in use.
 */

/** What lies still, and what of it a learner always needs. */
const PAGE = '#controls, #stage, #runs, .topbar-presets, .sheet-button';
const NEEDED = '#hero';

/** @returns `open`: whether a step is; without one everything may be used again */
export function createStillness(): { lay: (open: boolean, lit?: Element | null) => void } {
  let still = new Set<Element>();

  return {
    lay(open, lit = null) {
      const kept = [...document.querySelectorAll(NEEDED), ...(lit ? [lit] : [])];
      const next = new Set(open ? [...document.querySelectorAll(PAGE)].flatMap((part) => restOf(part, kept)) : []);
      for (const part of still) if (!next.has(part)) part.toggleAttribute('inert', false);
      for (const part of next) part.toggleAttribute('inert', true);
      still = next;
    },
  };
}

/** @returns the largest parts of it that hold nothing of what is kept */
export function restOf(part: Element, kept: readonly Element[]): Element[] {
  if (kept.includes(part)) return [];
  return kept.some((each) => part.contains(each)) ? [...part.children].flatMap((child) => restOf(child, kept)) : [part];
}
