/** A part of the page that throws is written to the console, and said to the visitor the first time. */

/**
 * @param tell the visitor
 * @returns what a store reports to
 */
export function createFaultReport(
  tell: () => void,
  page: Pick<Window, 'addEventListener'> = window,
): (error: unknown) => void {
  let told = false;
  function tellOnce() {
    if (told) return;
    told = true;
    tell();
  }
  // What throws in an animation frame of its own, a chart say, the browser writes to the console itself; what only
  // warns has no error.
  page.addEventListener('error', ({ error }) => void (error && tellOnce()));
  return (error) => {
    console.error(error);
    tellOnce();
  };
}
