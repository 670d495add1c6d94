/**
 * The wall of copies: what everybody has made of this run, live, each as a thumbnail. One press opens one, one press
 * leads back.
 */

import type { GradientScale } from '../../draw/gradient_scale.ts';
import type { Services, State, Store, WallCopy } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { powerOfTen, whole } from '../../core/text/number.ts';
import { gradientScaleOf, hung, keptOrder, lossScaleOf, WATCHED, type Order } from './wall_places.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { createThumbnail, type ThumbnailView } from '../thumbnail.ts';
import { createWallCopy } from './wall_copy.ts';

const ORDERS = ['newest', 'loss', 'reach'] as const;

/** @returns unmount */
export function mountWall(store: Store<State>, services: Services): () => void {
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

  const views = new Map<number, ThumbnailView>();
  const shown: { by: Order, numbers: number[], gradient: GradientScale | null, room: HTMLElement | null, opened: number | null } = { by: 'newest', numbers: [], gradient: null, room: null, opened: null };
  let before: HTMLElement | null = null;

  function sort(by: Order) {
    const { wall } = store.get();
    shown.by = by;
    if (wall) shown.numbers = hung(wall, by);
    render(store.get());
  }

  function open(number: number) {
    const copy = store.get().wall?.copies.get(number) as WallCopy | undefined;
    if (!copy || shown.room) return;
    shown.opened = number;
    shown.room = createWallCopy(copy, services, back);
    grid.hidden = true;
    setAttribute(dialog, 'aria-labelledby', 'wall-copy-title');
    dialog.append(shown.room);
    (dialog.querySelector('#wall-copy-title') as HTMLElement | null)?.focus();
  }

  function back() {
    const number = shown.opened;
    shown.room?.remove();
    Object.assign(shown, { room: null, opened: null });
    grid.hidden = false;
    setAttribute(dialog, 'aria-labelledby', 'wall-title');
    if (number !== null) (views.get(number)?.opener ?? title).focus();
  }

  /** Escape leads from a copy to the wall first. */
  function leave(event: Event) {
    if (!shown.room) return;
    event.preventDefault();
    back();
  }

  function viewOf(number: number): ThumbnailView {
    const known = views.get(number) ?? createThumbnail(number, services, { open: () => open(number), hold: () => actions.holdUp(store.get().heldCopy === number ? null : number) });
    views.set(number, known);
    return known;
  }

  function render(state: State) {
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

  /** A card that moves keeps its focus. */
  function place(home: HTMLElement, index: number) {
    const focused = home.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
    list.insertBefore(home, list.children[index] ?? null);
    focused?.focus();
  }

  function words({ wall, watching }: State, { floor, top }: GradientScale) {
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
    before = document.activeElement as HTMLElement | null;
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
