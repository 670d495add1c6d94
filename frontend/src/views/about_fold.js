/**
 * A fold in which the catalog's knowledge of one choice among others stands; fetched when one is first opened.
 *
 * @import { Services } from '../state/types.d.ts'
 * @typedef {typeof import('./about_choice.js')} Knowledge
 */

import { el, setText } from './dom.js';

/**
 * @param {string} name its class
 * @param {Pick<Services, 'part'>} services
 * @returns {{ root: HTMLElement, show: (title: string, key: string, tell: (knowledge: Knowledge) => HTMLElement[]) => void }} what it tells is
 *   made when it is open, anew where title, which has a language, or key is another one
 */
export function createAboutFold(name, { part }) {
  const summary = el('summary');
  const root = el('details', { class: name, ontoggle: () => void fill() }, summary);
  let [wanted, told] = ['', ''];
  /** @type {(knowledge: Knowledge) => HTMLElement[]} */
  let tell = () => [];

  async function fill() {
    if (!root.open || told === wanted) return;
    const knowledge = await part(() => import('./about_choice.js'), 'about');
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
