/** "Try it": the question that is put to the network at this moment, under the picture. */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { el, setAttribute, setText } from '../ui/dom.ts';
import { icon } from '../ui/icons.ts';
import { scrollIntoSight } from '../ui/scroll_into_sight.ts';
import { openQuestion, QUESTIONS, type Question } from './questions.ts';

/** @returns unmount */
export function mountTry(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const rooms = new Map(QUESTIONS.map(({ name }) => [name, createRoom(name, () => actions.setDetail('try', null))]));
  const mounted = new Map<string, () => void>();
  const coming = new Set<string>();
  let ended = false;
  root.append(...[...rooms.values()].map((room) => room.root));

  const unwatch = watch(store, (state) => [state.language, state.details.try, openQuestion(state)], render);

  /** A question is fetched when it is first opened. */
  async function furnish({ name, load }: Question, inside: HTMLElement) {
    if (mounted.has(name) || coming.has(name)) return;
    coming.add(name);
    requestAnimationFrame(() => {
      if (!store.get().lesson) scrollIntoSight(rooms.get(name)?.root, 'start');
    });
    const mount = await services.loadChunk(load, 'try');
    coming.delete(name);
    if (mount && !ended) mounted.set(name, mount(inside, store, services));
  }

  function render(state: State) {
    const open = openQuestion(state);
    for (const question of QUESTIONS) {
      const room = rooms.get(question.name) as ReturnType<typeof createRoom>;
      const name = t(`try.${question.name}.name`);
      setText(room.title, name);
      setAttribute(room.close, 'aria-label', t('measure.close', { name }));
      room.root.hidden = open !== question.name;
      if (open === question.name) void furnish(question, room.inside);
    }
    setAttribute(root, 'data-open', open);
  }

  return () => {
    ended = true;
    unwatch();
    for (const unmount of mounted.values()) unmount();
    root.replaceChildren();
  };
}

/** The place of a question, with its name and what closes it. */
function createRoom(name: string, leave: () => void) {
  const title = el('h2', { class: 'panel-heading', id: `try-${name}-title` });
  const close = el('button', { type: 'button', class: 'card-remove', onclick: () => {
    leave();
    // Closed by key: focus stays near.
    (document.querySelector('.closer-button') as HTMLElement | null)?.focus({ preventScroll: true });
  } }, icon('close'));
  const inside = el('div');
  const root = el(
    'section', { class: 'try-room panel', id: `try-${name}`, hidden: true, tabIndex: -1, 'aria-labelledby': title.id },
    el('header', { class: 'try-head' }, title, close), inside,
  );
  return { root, title, close, inside };
}
