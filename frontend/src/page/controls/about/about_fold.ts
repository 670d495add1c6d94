/** A fold in which the catalog's knowledge of one choice among others stands; fetched when one is first opened. */

import type { Services } from '../../../core/model/types.ts';
import { el, setText } from '../../../ui/dom.ts';

export type Knowledge = typeof import('./about_choice.ts');

/**
 * @param name its class
 * @returns what it tells is made when it is open, anew where title, which has a language, or key is another one
 */
export function createAboutFold(
  name: string,
  { loadChunk }: Pick<Services, 'loadChunk'>,
): { root: HTMLElement, show: (title: string, key: string, tell: (knowledge: Knowledge) => HTMLElement[]) => void } {
  const summary = el('summary');
  const root = el('details', { class: name, ontoggle: () => void fill() }, summary);
  let [wanted, told] = ['', ''];
  let tell: (knowledge: Knowledge) => HTMLElement[] = () => [];

  async function fill() {
    if (!root.open || told === wanted) return;
    const knowledge = await loadChunk(() => import('./about_choice.ts'), 'about');
    if (!knowledge || told === wanted) return;
    told = wanted;
    while (root.lastChild !== summary) root.lastChild?.remove();
    root.append(...tell(knowledge));
  }

  return {
    root,
    show(title, key, next) {
      setText(summary, title);
      [wanted, tell] = [`${title} ${key}`, next];
      void fill();
    },
  };
}
