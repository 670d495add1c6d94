/** Up and down with the arrow keys through the buttons of a list, all the way round. */

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** @param {HTMLElement} list @returns {(event: KeyboardEvent) => void} what listens */
export function walkThrough(list) {
  return (event) => {
    const by = STEPS[event.key] ?? 0;
    const entries = [...list.querySelectorAll('button')];
    const at = entries.findIndex((entry) => entry === document.activeElement);
    if (!by || at < 0) return;
    event.preventDefault();
    entries[(at + by + entries.length) % entries.length].focus();
  };
}
