/**
 * The wall of copies: what everybody has made of this run, live, each as a thumbnail. One press opens one, one press
 * leads back.
 */

import type { GradientScale } from '../../draw/gradient_scale.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { gradientScaleOf, hung, keptOrder, lossScaleOf, numbersShown, type Order } from './wall_places.ts';
import { el, setAttribute } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { createWallBody } from './wall_body.ts';
import { createWallRoom } from './wall_copy.ts';
import { createWallList } from './wall_list.ts';

/** @returns unmount */
export function mountWall(store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const list = createWallList(services, { open, hold });
  const body = createWallBody(t, list.root, sort);
  const close = el('button', { class: 'card-close', type: 'button', onclick: () => dialog.close() }, icon('close'));
  const dialog = el('dialog', {
    class: 'dialog wall', 'aria-labelledby': body.title.id, oncancel: leave, onclose: onClose,
  }, close, body.root);
  const room = createWallRoom(dialog, body.root, services, (number) => (list.openerOf(number) ?? body.title).focus());
  document.body.append(dialog);

  let by: Order = 'newest';
  let copies: number[] = [];
  let gradient: GradientScale | null = null;
  let before: HTMLElement | null = null;

  function sort(order: Order) {
    const { wall } = store.get();
    by = order;
    if (wall) copies = hung(wall, by);
    render(store.get());
  }

  function hold(number: number) {
    actions.holdUp(store.get().heldCopy === number ? null : number);
  }

  function open(number: number) {
    const copy = store.get().wall?.copies.get(number);
    if (copy) room.open(copy);
  }

  /** Escape leads from a copy to the wall first. */
  function leave(event: Event) {
    if (!room.isOpen()) return;
    event.preventDefault();
    room.back();
  }

  function onClose() {
    if (store.get().wall) actions.closeWall();
  }

  function render(state: State) {
    const { wall, heldCopy } = state;
    if (!wall) return end();
    if (!dialog.open) begin();
    copies = keptOrder(copies, wall);
    const gone = heldCopy !== null && wall.thumbnails.size > 0 && !wall.copies.has(heldCopy);
    if (gone && !state.watching) return actions.holdUp(null);
    gradient = gradientScaleOf(wall, gradient);
    const numbers = numbersShown(wall, copies, heldCopy);
    list.draw(numbers, state, wall, { gradient, loss: lossScaleOf(wall) });
    dialog.toggleAttribute('data-empty', numbers.length < 2);
    body.write(state, copies.length, by, gradient);
    setAttribute(close, 'aria-label', t('card.close'));
  }

  function begin() {
    before = document.activeElement as HTMLElement | null;
    copies = [];
    gradient = null;
    dialog.showModal();
    body.title.focus();
  }

  function end() {
    if (!dialog.open) return;
    room.back();
    dialog.close();
    before?.focus();
  }

  const unwatch = [
    watch(store, ({ wall, language, scheme, heldCopy, watching, catalog }) => [
      wall, language, scheme, heldCopy, watching === null, catalog,
    ], render),
    // The server knows nothing of a wall that was open before the line was cut.
    watch(store, ({ link, wall }) => [link.state === 'open' && wall !== null], ({ link, wall }) => {
      if (wall && link.state === 'open') services.send({ type: 'copy_wall', open: true });
    }),
  ];
  return () => {
    for (const stop of unwatch) stop();
    dialog.remove();
  };
}
