/**
 * The wall of copies: what everybody has made of this run, live, each as a thumbnail. One press opens one, one press leads back.
 *
 * @import { Services, State, Store, WallCopy } from '../../state/types.d.ts'
 * @import { GradientScale } from '../../layout/gradient-scale.js'
 * @import { Order } from '../../watching/wall.js'
 * @import { ThumbnailView } from './thumbnail.js'
 */

import { watch } from '../../state/select.js';
import { powerOfTen, whole } from '../../text/number.js';
import { gradientScaleOf, hung, keptOrder, lossScaleOf, WATCHED } from '../../watching/wall.js';
import { el, setAttribute, setText } from '../dom.js';
import { icon } from '../icons.js';
import { createThumbnail } from './thumbnail.js';
import { createWallCopy } from './wall_copy.js';

const ORDERS = /** @type {const} */ (['newest', 'loss', 'reach']);

/** @param {Store<State>} store @param {Services} services @returns {() => void} unmount */
export function mountWall(store, services) {
  const { t, actions } = services;
  const title = el('h2', { id: 'wall-title', tabIndex: -1 });
  const intro = el('p', { class: 'muted' });
  const count = el('p', { class: 'muted', role: 'status' });
  const scale = el('p', { class: 'muted' });
  const orders = ORDERS.map((name) => el('button', { type: 'button', class: 'pill small wall-order', dataset: { order: name }, onclick: () => sort(name) }));
  const sorting = el('div', { class: 'wall-orders', role: 'group' }, ...orders);
  const close = el('button', { class: 'card-close', type: 'button', onclick: () => dialog.close() }, icon('close'));
  const list = el('ul', { class: 'wall-grid', role: 'list' });
  const grid = el('div', { class: 'wall-body' }, el('div', { class: 'wall-top' }, title, intro, el('div', { class: 'wall-tools' }, sorting, count)), list, scale);
  const dialog = el('dialog', { class: 'dialog wall', 'aria-labelledby': 'wall-title', oncancel: leave, onclose: () => (store.get().wall ? actions.closeWall() : undefined) }, close, grid);
  document.body.append(dialog);

  /** @type {Map<number, ThumbnailView>} */
  const views = new Map();
  /** @type {{ by: Order, numbers: number[], gradient: GradientScale | null, room: HTMLElement | null, opened: number | null }} */
  const shown = { by: 'newest', numbers: [], gradient: null, room: null, opened: null };
  /** @type {HTMLElement | null} */
  let before = null;

  /** @param {Order} by */
  function sort(by) {
    const { wall } = store.get();
    shown.by = by;
    if (wall) shown.numbers = hung(wall, by);
    render(store.get());
  }

  /** @param {number} number */
  function open(number) {
    const copy = /** @type {WallCopy | undefined} */ (store.get().wall?.copies.get(number));
    if (!copy || shown.room) return;
    shown.opened = number;
    shown.room = createWallCopy(copy, services, back);
    grid.hidden = true;
    setAttribute(dialog, 'aria-labelledby', 'wall-copy-title');
    dialog.append(shown.room);
    /** @type {HTMLElement | null} */ (dialog.querySelector('#wall-copy-title'))?.focus();
  }

  function back() {
    const number = shown.opened;
    shown.room?.remove();
    Object.assign(shown, { room: null, opened: null });
    grid.hidden = false;
    setAttribute(dialog, 'aria-labelledby', 'wall-title');
    if (number !== null) (views.get(number)?.opener ?? title).focus();
  }

  /** Escape leads from a copy to the wall first. @param {Event} event */
  function leave(event) {
    if (!shown.room) return;
    event.preventDefault();
    back();
  }

  /** @param {number} number @returns {ThumbnailView} */
  function viewOf(number) {
    const known = views.get(number) ?? createThumbnail(number, services, { open: () => open(number), hold: () => actions.holdUp(store.get().heldCopy === number ? null : number) });
    views.set(number, known);
    return known;
  }

  /** @param {State} state */
  function render(state) {
    const { wall, heldCopy } = state;
    if (!wall) return end();
    if (!dialog.open) begin();
    shown.numbers = keptOrder(shown.numbers, wall);
    if (heldCopy !== null && !state.watching && wall.thumbnails.size && !wall.copies.has(heldCopy)) return actions.holdUp(null);
    shown.gradient = gradientScaleOf(wall, shown.gradient);
    const scales = { gradient: shown.gradient, loss: lossScaleOf(wall) };
    const held = heldCopy !== null && shown.numbers.includes(heldCopy) ? [heldCopy] : [];
    const numbers = [...held, ...(wall.thumbnails.has(WATCHED) ? [WATCHED] : []), ...shown.numbers.filter((number) => !held.includes(number))];
    for (const [number, { home }] of views) {
      if (numbers.includes(number)) continue;
      home.remove();
      views.delete(number);
    }
    numbers.forEach((number, index) => {
      const view = viewOf(number);
      view.draw(state, wall, scales);
      if (list.children[index] !== view.home) place(view.home, index);
    });
    dialog.toggleAttribute('data-empty', numbers.length < 2);
    words(state, scales.gradient);
  }

  /** A card that moves keeps its focus. @param {HTMLElement} home @param {number} index */
  function place(home, index) {
    const focused = home.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    list.insertBefore(home, list.children[index] ?? null);
    focused?.focus();
  }

  /** @param {State} state @param {GradientScale} gradient */
  function words({ wall, watching }, { floor, top }) {
    const [there, more] = [shown.numbers.length, wall?.more ?? 0];
    setText(title, t('wall.title'));
    setText(intro, t(watching ? 'wall.intro.viewer' : 'wall.intro'));
    setText(count, there === 0 ? t('wall.empty') : more ? t('wall.count.more', { count: whole(there), more: whole(more) }) : there === 1 ? t('wall.count.one') : t('wall.count', { count: whole(there) }));
    setText(scale, t('wall.scale', { low: powerOfTen(floor), high: powerOfTen(top) }));
    setAttribute(sorting, 'aria-label', t('wall.order'));
    setAttribute(close, 'aria-label', t('card.close'));
    for (const button of orders) {
      setText(button, t(`wall.order.${button.dataset.order}`));
      setAttribute(button, 'aria-pressed', String(button.dataset.order === shown.by));
    }
  }

  function begin() {
    before = /** @type {HTMLElement | null} */ (document.activeElement);
    Object.assign(shown, { numbers: [], gradient: null });
    dialog.showModal();
    title.focus();
  }

  function end() {
    if (!dialog.open) return;
    back();
    dialog.close();
    before?.focus();
  }

  const unwatch = [
    watch(store, ({ wall, language, scheme, heldCopy, watching, catalog }) => [wall, language, scheme, heldCopy, watching === null, catalog], render),
    // The server knows nothing of a wall that was open before the line was cut.
    watch(store, ({ link, wall }) => [link.state === 'open' && wall !== null], ({ link, wall }) => void (wall && link.state === 'open' && services.send({ type: 'copy_wall', open: true }))),
  ];
  return () => {
    unwatch.forEach((stop) => stop());
    dialog.remove();
  };
}
