/**
 * Words under a picture keep the height that they have once taken, so that what stands below them stays still while
 * numbers change.
 */

export function keepHeight(words: HTMLElement): { keep: (about: string) => void, end: () => void } {
  let [held, width] = ['', 0];
  const observer = new ResizeObserver(([{ contentRect }]) => {
    const widened = contentRect.width !== width && words.style.minHeight !== '';
    width = contentRect.width;
    // Whole pixels: a raised figure makes a line a fraction higher.
    words.style.minHeight = widened ? '' : `${Math.ceil(contentRect.height)}px`;
  });
  observer.observe(words);
  return {
    /** The height of words about something else is forgotten. */
    keep(about) {
      if (about === held) return;
      held = about;
      words.style.minHeight = '';
    },
    end: () => observer.disconnect(),
  };
}
