/** The inspector: the equation of one unit at one time step, forward and backward, filled with its own numbers. */

import type { Cursor, RunView, Services, State, Store } from '../core/model/types.ts';
import type { Place } from '../core/unit/readings.ts';
import { createRedraw } from '../draw/redraw.ts';
import { hasEquations } from './cells/catalog.ts';
import { placeOf, siteOf, within } from '../core/unit/place.ts';
import { parseColor, SIGNED_PALETTE } from '../draw/colour.ts';
import { absence } from '../core/text/absent_lane.ts';
import { onChange, watch } from '../core/model/select.ts';
import { labelWords } from '../core/text/label.ts';
import { el, setText } from '../ui/dom.ts';
import { createCheck } from './check.ts';
import { EQUATION_TABS } from './equations.ts';
import { createHold } from './hold.ts';
import { createOrigin } from './origin.ts';
import { createUnitTable } from './table.ts';
import { createWeights } from './weights.ts';
import { morph } from '../ui/morph.ts';
import { createTabs } from '../ui/tabs.ts';
import { LANE_LETTERS, tokens } from '../draw/tokens.ts';

const TABS = Object.keys(EQUATION_TABS);
/** What is open at first. */
const OPEN = ['forward/h', 'forward/c', 'backward/gradient'];

/** How often a weight works on the sequence: at every time step, the read-out at every one that is scored. */
function copiesShown({ run }: State, name: string) {
  const mask = run?.frame?.lossMask.data;
  return name === 'W_hy' && mask ? Array.from(mask, Number).filter((scored) => scored > 0).length : (run?.facts.task.sequence_length ?? 0);
}

/** @returns unmount */
export function mountInspector(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const heading = el('h2', { class: 'panel-heading', id: 'inspector-heading' });
  const where = el('p', { class: 'inspector-where' });
  const empty = el('p', { class: 'inspector-empty' });
  const tabs = createTabs(TABS, draw);
  tabs.set('numbers');
  tabs.panel.append(el('div'));
  const weights = createWeights(services, {
    touched: (source) => light(source),
    copies: (name) => copiesShown(store.get(), name),
    say: (text) => store.set({ announcement: { text, assertive: false } }),
  });
  const diagram = el('details', { class: 'inspector-diagram', open: true }, el('summary', { class: 'inspector-subtitle' }), el('div', { class: 'inspector-diagram-place' }));
  const body = el('div', { class: 'inspector-body' });
  const origin = createOrigin(body, store, services, light);
  const check = createCheck(services, () => nudge());
  const hold = createHold(store, services);
  const table = createUnitTable(t, draw);
  body.append(tabs.list, tabs.panel, origin.root, diagram, check.root, hold.root);
  root.setAttribute('aria-labelledby', heading.id);
  root.append(el('header', { class: 'panel-header' }, heading, where), empty, body, weights.root, table.root);

  const opened = new Set(OPEN);
  /** Fetched when a cell is first looked at. */
  let pictures: typeof import('./diagram_view.ts') | null = null;
  let fetching = false;
  diagram.addEventListener('toggle', () => {
    fetching = false; // One that has failed is asked for again.
    draw();
  });
  let scale = { theme: '', palette: SIGNED_PALETTE };

  const redraw = createRedraw(root, draw);
  const unwatch = [
    watch(store, ({ run, language, scheme, selectedLane }) => [run?.frame, run?.id, run?.source, language, scheme, selectedLane], redraw.request),
    onChange(store, ({ cursor }) => [cursor], draw), // At once; what else it shows is drawn at reading pace.
  ];
  tabs.panel.addEventListener('toggle', ({ target }) => keepOpen(target as HTMLDetailsElement), { capture: true });

  function keepOpen({ open, dataset: { key = '' } }: HTMLDetailsElement) {
    if (open === opened.has(key)) return;
    if (open) opened.add(key);
    else opened.delete(key);
    draw();
  }

  function draw() {
    const { run, cursor, selectedLane } = store.get();
    const lane = Math.min(cursor?.lane ?? selectedLane, (run?.experiment.lanes.length ?? 1) - 1);
    const place = placeOf(run, lane);
    const here = place && cursor && within(place, cursor);
    setText(heading, t('inspector.title'));
    empty.hidden = Boolean(here);
    for (const element of [where, body, table.root]) element.hidden = !here;
    weights.render(here ? place.lane : null, here?.layer ?? 0, place?.gates ?? [], palette());
    if (run && place && here) return renderPlace(run, place, here);
    const gone = run?.frame && run.frame.lanes[lane] === null;
    setText(empty, t(gone ? `chart.${absence(run, lane)}_lane` : 'inspector.empty', { lane: LANE_LETTERS[lane] }));
  }

  function renderPlace(run: RunView, place: Place, cursor: Cursor) {
    const site = siteOf(place, cursor);
    setText(where, t(site.layers === 1 ? 'inspector.where' : 'inspector.where_layer', {
      lane: LANE_LETTERS[cursor.lane], time: site.time, unit: site.unit, layer: site.layer + 1,
    }));
    tabs.setWords(t('inspector.tabs'), Object.fromEntries(TABS.map((name) => [name, t(`inspector.tab.${name}`)])));
    const context = { place, site, palette: palette(), t, inputLabels: labelWords(run.facts.task, run.facts.task.input_labels, t), isOpen: (key: string) => opened.has(key) };
    const content = el(
      'div', { class: 'inspector-content', dataset: { of: `cell.${place.cell.kind}` } },
      ...(hasEquations(place.cell)
        ? EQUATION_TABS[tabs.chosen()](run, context, cursor)
        : [el('p', { class: 'panel-notice' }, t('inspector.no_equations'))])
    );
    content.dataset.key = `${tabs.chosen()}/${JSON.stringify(cursor)}/${place.cell.kind}`;
    morph(tabs.panel.firstElementChild as Element, content);
    drawDiagram(run, context, cursor);
    origin.refresh();
    check.render(run, cursor);
    hold.render(place.lane, cursor, place.gates);
    table.render(place, cursor);
  }

  function light(source: string | null) {
    weights.light(source, palette());
    services.actions.light(source);
  }

  /** The square that was nudged moves 3 px and back, in the diagram and in the picture. */
  function nudge() {
    services.actions.nudge();
    const square = body.querySelector('[data-vector="after/h"]');
    square?.classList.remove('is-nudged');
    requestAnimationFrame(() => square?.classList.add('is-nudged'));
  }

  function drawDiagram(run: RunView, context: import('./wording.ts').Context, cursor: Cursor) {
    const [summary, place] = [diagram.firstElementChild, diagram.lastElementChild];
    diagram.hidden = !hasEquations(context.place.cell); // It would draw another cell.
    setText(summary as Element, t('inspector.diagram'));
    summary?.setAttribute('data-tip', t('inspector.diagram.help'));
    if (!pictures) return void fetchPictures();
    if (!diagram.open || !place) return;
    const picture = pictures.diagramElement(context, cursor, run.facts.lanes[cursor.lane].states);
    picture.setAttribute('data-key', JSON.stringify([cursor, context.place.cell.kind]));
    if (place.firstElementChild) morph(place.firstElementChild, picture);
    else place.append(picture);
  }

  async function fetchPictures() {
    if (fetching) return;
    fetching = true;
    pictures = await services.part(() => import('./diagram_view.ts'));
    if (pictures) draw();
  }

  /** The theme's signed scale: one object as long as the theme lasts. */
  function palette() {
    const { negative, zero, positive } = tokens();
    if (scale.theme !== negative) scale = { theme: negative, palette: { negative: parseColor(negative), zero: parseColor(zero), positive: parseColor(positive) } };
    return scale.palette;
  }

  return () => {
    redraw.end();
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}
