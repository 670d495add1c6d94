/** The wall as it hangs: what it is, what its copies are sorted by, the copies, the scale of all their gradients. */

import type { GradientScale } from '../../draw/gradient_scale.ts';
import type { State, Translate } from '../../core/model/types.ts';
import type { Order } from './wall_places.ts';
import { powerOfTen } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { countWords } from './wall_words.ts';

const ORDERS: readonly Order[] = ['newest', 'loss', 'reach'];

/** @param list of the copies */
export function createWallBody(t: Translate, list: HTMLElement, sort: (order: Order) => void) {
  const title = el('h2', { id: 'wall-title', tabIndex: -1 });
  const intro = el('p', { class: 'muted' });
  const count = el('p', { class: 'muted', role: 'status' });
  const scale = el('p', { class: 'muted' });
  const sorting = createSorting(t, sort);
  const top = el('div', { class: 'wall-top' }, title, intro, el('div', { class: 'wall-tools' }, sorting.root, count));
  const root = el('div', { class: 'wall-body' }, top, list, scale);

  /** @param there how many copies hang */
  function write({ wall, watching }: State, there: number, by: Order, { floor, top: ceiling }: GradientScale) {
    setText(title, t('wall.title'));
    setText(intro, t(watching ? 'wall.intro.viewer' : 'wall.intro'));
    setText(count, countWords(there, wall?.more ?? 0, t));
    setText(scale, t('wall.scale', { low: powerOfTen(floor), high: powerOfTen(ceiling) }));
    sorting.show(by);
  }

  return { root, title, write };
}

/** What the copies are sorted by, a button each. */
function createSorting(t: Translate, sort: (order: Order) => void) {
  const button = (order: Order) => el('button', {
    type: 'button', class: 'pill small wall-order', dataset: { order }, onclick: () => sort(order),
  });
  const buttons = ORDERS.map(button);
  const root = el('div', { class: 'wall-orders', role: 'group' }, ...buttons);

  function show(chosen: Order) {
    setAttribute(root, 'aria-label', t('wall.order'));
    for (const [index, order] of ORDERS.entries()) {
      setText(buttons[index], t(`wall.order.${order}`));
      setAttribute(buttons[index], 'aria-pressed', String(order === chosen));
    }
  }

  return { root, show };
}
