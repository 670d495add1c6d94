/**
 * How the network is drawn: unrolled, folded into its one cell, or as single wires; and whether all its figures stand
 * beside it.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import { showsColumns } from '../core/model/hero_layout.ts';
import { watch } from '../core/model/select.ts';
import { el, setAttribute, setText } from '../ui/dom.ts';
import { showsFigures } from './scene.ts';
import { icon } from '../ui/icons.ts';

const VIEWS: State['view'][] = ['unrolled', 'folded', 'wires'];

/** @returns unmount */
export function mountViewChoice(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const buttons = VIEWS.map((view) =>
    el('button', { type: 'button', class: 'view-button', dataset: { view }, onclick: () => choose(view) }));
  const group = el('div', { class: 'view-choice', role: 'group' }, ...buttons);
  const figures = el('button', {
    type: 'button', class: 'pill small figures-button', onclick: () => actions.setFigures(!store.get().figures),
  });
  const zoom = el('button', {
    type: 'button', class: 'pill small hero-zoom', onclick: () => actions.setColumns(!store.get().columns),
  });
  const choice = el('div', { class: 'view-row' }, figures, group, zoom);
  root.append(choice);

  function choose(view: State['view']) {
    if (view !== store.get().view) actions.setView(view);
  }

  const unwatchZoom =
    watch(store, ({ timeWindow, columns, language }) => [timeWindow, columns, language], ({ timeWindow, columns }) => {
    const count = timeWindow?.axis.count ?? 0;
    zoom.hidden = !timeWindow?.touch || showsColumns({ width: timeWindow.width, task: { sequence_length: count } });
    zoom.replaceChildren(icon(columns ? 'zoom-out' : 'zoom-in'));
    setAttribute(zoom, 'aria-label', t(columns ? 'hero.zoom.out' : 'hero.zoom.in', { count }));
  });

  const unwatch =
    watch(store, (state) =>
      [state.view, state.language, state.figures, state.lesson !== null, state.claim !== null], (state) => {
    const { view: chosen } = state;
    setText(figures, t('view.figures'));
    setAttribute(figures, 'data-tip', t('view.figures.help'));
    setAttribute(figures, 'aria-pressed', String(showsFigures(state)));
    figures.disabled = Boolean(state.lesson ?? state.claim);
    setAttribute(group, 'aria-label', t('view.choice'));
    for (const button of buttons) {
      const { view } = button.dataset;
      setText(button, t(`view.${view}`));
      setAttribute(button, 'data-tip', t(`view.${view}.help`));
      setAttribute(button, 'aria-pressed', String(view === chosen));
    }
  });

  return () => {
    unwatch();
    unwatchZoom();
    choice.remove();
  };
}
