/**
 * Where a number comes from: the one that is pointed at, focused or tapped is lit wherever it stands, and named in
 * words.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import { placeOf } from '../core/unit/place.ts';
import { parseSource, sourceWords } from '../core/unit/sources.ts';
import { labelWords } from '../core/text/label.ts';
import { el, setText } from '../ui/dom.ts';

/** @param panel holds the numbers, elements with `data-source` */
export function createOrigin(
  panel: HTMLElement,
  store: Store<State>,
  { t, actions }: Pick<Services, 't' | 'actions'>,
  onLight: (source: string | null) => void,
) {
  const words = el('span');
  const visit = el('button', { type: 'button', class: 'link-button', hidden: true, onclick: () => goThere() });
  const root = el('p', { class: 'inspector-origin' }, words, ' ', visit);
  /** the number under the pointer or the focus */
  let lit: string | null = null;
  /** the number that was tapped */
  let held: string | null = null;

  panel.addEventListener('pointerover', ({ target }) => light(sourceAt(target) ?? resultAt(target) ?? held));
  panel.addEventListener('pointerleave', () => light(held));
  panel.addEventListener('focusin', ({ target }) => light(sourceAt(target) ?? resultAt(target) ?? held));
  panel.addEventListener('click', ({ target }) => hold(sourceAt(target) ?? resultAt(target)));
  panel.addEventListener('keydown', (event) => moveAmongNumbers(event, panel));

  function hold(source: string | null) {
    if (!source) return;
    held = held === source ? null : source;
    light(source);
  }

  function light(source: string | null) {
    lit = source;
    for (const element of panel.querySelectorAll('.is-lit')) element.classList.remove('is-lit');
    for (const element of source ? panel.querySelectorAll(litBy(source)) : []) element.classList.add('is-lit');
    setText(
      words, source?.startsWith(MADE) ? t('inspector.origin.made') : source ? originWords(source) : t('inspector.hint'),
    );
    setText(visit, t('inspector.visit'));
    visit.hidden = source === null || cellOf(source) === null;
    onLight(source);
  }

  function goThere() {
    const cell = lit === null ? null : cellOf(lit);
    held = null;
    if (cell) actions.pin({ ...cell, lane: store.get().cursor?.lane ?? 0 });
  }

  function originWords(source: string): string {
    const { run, cursor } = store.get();
    const place = placeOf(run, cursor?.lane ?? 0);
    if (!run || !place) return '';
    const { task } = run.facts;
    const [inputLabels, outputLabels] = [task.input_labels, task.output_labels].map((labels) =>
      labelWords(task, labels, t));
    const { key, params } = sourceWords(
      source,
      {
        hidden: place.lane.hiddenState.shape[2], gates: place.gates, matrices: place.matrices,
        layerStates: place.layerStates, inputLabels, outputLabels,
      },
    );
    return t(`inspector.origin.${key}`, params);
  }

  return {
    root,
    /** Lights again what was lit, after the numbers have been written anew. */
    refresh() {
      const first = panel.querySelector('mn[data-source]');
      if (first && !panel.querySelector('mn[tabindex="0"]')) first.setAttribute('tabindex', '0');
      light(lit ?? held);
    },
  };
}

function sourceAt(target: EventTarget | null): string | null {
  return target instanceof Element
    ? target.closest('mn[data-source], .diagram-square[data-source]')?.getAttribute('data-source') ?? null
    : null;
}

/** A row's result is lit with all that it was made of. */
const MADE = 'made:';

function resultAt(target: EventTarget | null): string | null {
  const row = target instanceof Element && target.closest('.ledger-summary') ? target.closest('.ledger-row') : null;
  return row ? `${MADE}${row.getAttribute('data-key')}` : null;
}

/** @returns selector of what it lights */
function litBy(source: string): string {
  if (!source.startsWith(MADE)) return `[data-source="${CSS.escape(source)}"]`;
  const row = `[data-key="${CSS.escape(source.slice(MADE.length))}"]`;
  return `${row} .ledger-lines mn[data-source], ${row} .ledger-lines .is-sum, ${row} .ledger-result`;
}

/** The cell that a number stands in, if it is a state. */
function cellOf(source: string): { layer: number, timeStep: number, unit: number } | null {
  const { tensor, index: [layer, timeStep, unit] } = parseSource(source);
  return /^(hidden_state|hidden_gradient|state\/|state_gradient\/)/.test(tensor) && timeStep >= 0
    ? { layer, timeStep, unit }
    : null;
}

/** Arrow keys go from number to number; one of them is in the tab order. */
function moveAmongNumbers(event: KeyboardEvent, panel: HTMLElement) {
  const current = event.target as Element | null;
  if (!current?.matches('mn[data-source]') || !['ArrowRight', 'ArrowLeft'].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  const numbers = [...panel.querySelectorAll('mn[data-source]')].filter((number) => number.checkVisibility());
  const next =
    numbers[(numbers.indexOf(current) + (event.key === 'ArrowRight' ? 1 : -1) + numbers.length) % numbers.length];
  current.setAttribute('tabindex', '-1');
  next.setAttribute('tabindex', '0');
  (next as HTMLElement).focus();
}
