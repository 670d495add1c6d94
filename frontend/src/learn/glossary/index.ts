/**
 * What helps to understand the page, each part loaded when it is first needed: the marks of the glossary when somebody
 * touches the page, so that none appears while one only reads, and the help of controls then or after a while.
 */

import type { Services, State, Store } from '../../core/model/types.ts';

const TOUCHES = ['pointermove', 'pointerdown', 'keydown', 'wheel'];
const LATEST = 10_000;

/** @returns unmount */
export function mountLearning(store: Store<State>, services: Services): () => void {
  const mounted: (() => void)[] = [];
  let over = false;

  let helped = false;

  function begin() {
    forget();
    void help();
    void explain();
  }

  async function help() {
    if (helped) return;
    helped = true;
    const chunk = await services.loadChunk(() => import('../help/control_help.ts'), 'help');
    if (chunk && !over) mounted.push(chunk.mountControlHelp(store, services));
  }

  async function explain() {
    const chunk = await services.loadChunk(() => import('./terms.ts'), 'glossary');
    if (chunk && !over) mounted.push(chunk.mountTerms(store, services));
  }

  function forget() {
    for (const touch of TOUCHES) removeEventListener(touch, begin);
    clearTimeout(timer);
  }

  const timer = setTimeout(help, LATEST);
  for (const touch of TOUCHES) addEventListener(touch, begin, { passive: true });
  return () => {
    over = true;
    forget();
    for (const unmount of mounted) unmount();
  };
}
