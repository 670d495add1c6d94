/** Up and down with the arrow keys through the buttons of a list, all the way round. */

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** @returns what listens */
export function walkThrough(list: HTMLElement): (event: KeyboardEvent) => void {
  return (event) => {
    const by = STEPS[event.key] ?? 0;
    const entries = [...list.querySelectorAll('button')];
    const at = entries.findIndex((entry) => entry === document.activeElement);
    if (!by || at < 0) return;
    event.preventDefault();
    entries[(at + by + entries.length) % entries.length].focus();
  };
}
