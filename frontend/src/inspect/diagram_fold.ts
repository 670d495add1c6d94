/** The fold with the picture of the cell, which is fetched when a cell is first looked at. */

import type { Cursor, RunView, Services } from '../core/model/types.ts';
import { el, setText } from '../ui/dom.ts';
import { morph } from '../ui/morph.ts';
import { hasEquations } from './cells/catalog.ts';
import type { Context } from './wording.ts';

/** @param onChange it is opened or closed, or the picture has come */
export function createDiagramFold({ t, loadChunk }: Services, onChange: () => void) {
  const summary = el('summary', { class: 'inspector-subtitle' });
  const place = el('div', { class: 'inspector-diagram-place' });
  const root = el('details', { class: 'inspector-diagram', open: true }, summary, place);
  let pictures: typeof import('./diagram_view.ts') | null = null;
  let fetching = false;
  root.addEventListener('toggle', () => {
    fetching = false; // One that has failed is asked for again.
    onChange();
  });

  async function fetchPictures() {
    if (fetching) return;
    fetching = true;
    pictures = await loadChunk(() => import('./diagram_view.ts'));
    if (pictures) onChange();
  }

  function render(run: RunView, context: Context, cursor: Cursor) {
    const { cell } = context.place;
    root.hidden = !hasEquations(cell); // It would draw another cell.
    setText(summary, t('inspector.diagram'));
    summary.setAttribute('data-tip', t('inspector.diagram.help'));
    if (!pictures) return void fetchPictures();
    if (!root.open) return;
    const picture = pictures.diagramElement(context, cursor, run.facts.lanes[cursor.lane].states);
    picture.setAttribute('data-key', JSON.stringify([cursor, cell.kind]));
    if (place.firstElementChild) morph(place.firstElementChild, picture);
    else place.append(picture);
  }

  return { root, render };
}
