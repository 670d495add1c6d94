/** The inspector: the equation of one unit at one time step, forward and backward, filled with its own numbers. */

import type { Cursor, RunView, Services, State, Store } from '../core/model/types.ts';
import type { Place } from '../core/unit/readings.ts';
import { createRedraw } from '../draw/redraw.ts';
import { placeOf, siteOf, within } from '../core/unit/place.ts';
import { SIGNED_PALETTE, type SignedPalette } from '../draw/colour.ts';
import { signedPalette } from '../draw/palette.ts';
import { absence } from '../core/text/absent_lane.ts';
import { onChange, watch } from '../core/model/select.ts';
import { labelWords } from '../core/text/label.ts';
import { el, setText } from '../ui/dom.ts';
import { createCheck } from './check.ts';
import { createDiagramFold } from './diagram_fold.ts';
import { createClampButtons } from './clamp_buttons.ts';
import { createNumbers } from './numbers.ts';
import { createOrigin } from './origin.ts';
import { createUnitTable } from './table.ts';
import { createWeights } from './weights.ts';
import { LANE_LETTERS, tokens } from '../draw/tokens.ts';

/** How often a weight works on the sequence: at every time step, the read-out at every one that is scored. */
function copiesShown({ run }: State, name: string) {
  const mask = run?.frame?.lossMask.data;
  if (name === 'W_hy' && mask) return Array.from(mask, Number).filter((scored) => scored > 0).length;
  return run?.facts.task.sequence_length ?? 0;
}

/** @returns unmount */
export function mountInspector(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const heading = el('h2', { class: 'panel-heading', id: 'inspector-heading' });
  const where = el('p', { class: 'inspector-where' });
  const empty = el('p', { class: 'inspector-empty' });
  const numbers = createNumbers(t, draw);
  const weights = createWeights(services, {
    touched: (source) => light(source),
    copies: (name) => copiesShown(store.get(), name),
    say: (text) => store.set({ announcement: { text, assertive: false } }),
  });
  const diagram = createDiagramFold(services, draw);
  const body = el('div', { class: 'inspector-body' });
  const origin = createOrigin(body, store, services, light);
  const check = createCheck(services, () => nudge());
  const hold = createClampButtons(store, services);
  const table = createUnitTable(t, draw);
  body.append(numbers.list, numbers.panel, origin.root, diagram.root, check.root, hold.root);
  root.setAttribute('aria-labelledby', heading.id);
  root.append(el('header', { class: 'panel-header' }, heading, where), empty, body, weights.root, table.root);

  const redraw = createRedraw(root, draw);
  const unwatch = [
    watch(store, ({ run, language, scheme, selectedLane }) => [
      run?.frame, run?.id, run?.source, language, scheme, selectedLane,
    ], redraw.request),
    onChange(store, ({ cursor }) => [cursor], draw), // At once; what else it shows is drawn at reading pace.
  ];

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
    const { task } = run.facts;
    const site = siteOf(place, cursor);
    setText(where, t(site.layers === 1 ? 'inspector.where' : 'inspector.where_layer', {
      lane: LANE_LETTERS[cursor.lane], time: site.time, unit: site.unit, layer: site.layer + 1,
    }));
    const inputLabels = labelWords(task, task.input_labels, t);
    const context = { place, site, palette: palette(), t, inputLabels, isOpen: numbers.isOpen };
    numbers.render(run, context, cursor);
    diagram.render(run, context, cursor);
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

  return () => {
    redraw.end();
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}

/** The theme's signed scale; any, where no theme is in force. */
function palette(): SignedPalette {
  const theme = tokens();
  return theme.negative ? signedPalette(theme) : SIGNED_PALETTE;
}
