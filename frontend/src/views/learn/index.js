/**
 * What helps to understand the page, each part loaded when it is first needed: the marks of the glossary and the help of controls
 * when somebody touches the page, or after a while.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

const TOUCHES = ['pointermove', 'pointerdown', 'keydown', 'wheel'];
const LATEST = 10_000;

/**
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountLearning(store, services) {
  /** @type {(() => void)[]} */
  const mounted = [];
  let over = false;

  async function begin() {
    forget();
    const [help, terms] = await Promise.all([services.part(() => import('../help/control_help.js'), 'help'), services.part(() => import('./terms.js'), 'glossary')]);
    if (over) return;
    if (help) mounted.push(help.mountControlHelp(store, services));
    if (terms) mounted.push(terms.mountTerms(store, services));
  }

  function forget() {
    for (const touch of TOUCHES) removeEventListener(touch, begin);
    clearTimeout(timer);
  }

  const timer = setTimeout(begin, LATEST);
  for (const touch of TOUCHES) addEventListener(touch, begin, { passive: true });
  return () => {
    over = true;
    forget();
    for (const unmount of mounted) unmount();
  };
}
