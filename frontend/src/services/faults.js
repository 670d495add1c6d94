/** A part of the page that throws is written to the console, and said to the visitor the first time. */

/**
 * @param {() => void} tell the visitor
 * @param {Pick<Window, 'addEventListener'>} [page]
 * @returns {(error: unknown) => void} what a store reports to
 */
export function createFaultReport(tell, page = window) {
  let told = false;
  function tellOnce() {
    if (told) return;
    told = true;
    tell();
  }
  // What throws in an animation frame of its own, a chart say, the browser writes to the console itself; what only warns has no error.
  page.addEventListener('error', ({ error }) => void (error && tellOnce()));
  return (error) => {
    console.error(error);
    tellOnce();
  };
}
