/** Where a clamp is put together: what is held, where, at which value, from when to when. */

import type { LaneFacts } from '../../core/model/types.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { KINDS, type Clamp } from '../../core/questions/clamps.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';

/** what the model has */
export type Offer = {
  facts: LaneFacts;
  hidden: number;
  layers: number;
  count: number;
  lane: number;
  lanes: number;
  recurrence: boolean;
};

let forms = 0;

export function createClampForm(t: Translate, onLock: (clamp: Clamp) => void) {
  const id = `clamp-form-${(forms += 1)}`;
  let offer: Offer | null = null;
  const kind = select('kind', () => renderFields());
  const name = select('name', () => renderFields());
  const origin = select('origin', () => {});
  const layer = select('layer', () => {});
  const unit = number('unit');
  const row = number('row');
  const column = number('column');
  const value = number('value');
  const first = number('first');
  const last = number('last');
  const fields = { kind, name, unit, row, column, origin, layer, value, first, last };
  const words = el('span');
  const lock = el('button', { type: 'submit', class: 'fix-button' }, icon('lock'), words);
  const root = el(
    'form', { class: 'clamp-form', onsubmit: submit }, ...Object.values(fields).map((field) => field.root), lock,
  );

  function select(key: string, onChange: () => void) {
    const field = el('select', { id: `${id}-${key}`, class: 'pill-select', onchange: onChange });
    const label = el('label', { for: field.id });
    return { key, field, label, root: el('div', { class: 'clamp-field' }, label, field) };
  }

  function number(key: string) {
    const field = el('input', {
      id: `${id}-${key}`, class: 'try-number', type: 'number', step: key === 'value' ? 'any' : '1', autocomplete: 'off',
    });
    const label = el('label', { for: field.id });
    return { key, field, label, root: el('div', { class: 'clamp-field' }, label, field) };
  }

  function submit(event: Event) {
    event.preventDefault();
    const clamp = read();
    if (clamp) onLock(clamp);
  }

  function read(): Clamp | null {
    if (!offer) return null;
    const of = kind.field.value as Clamp['kind'];
    const whole = (field: HTMLInputElement) => Math.max(0, Math.round(Number(field.value) || 1) - 1);
    const place = {
      kind: of, layer: Number(layer.field.value || 0), first: whole(first.field),
      last: Math.max(whole(first.field), whole(last.field)),
    };
    const amount = Number(value.field.value) || 0;
    if (of === 'cut') return place;
    if (of === 'transplant') return { ...place, layer: 0, last: place.first, origin: Number(origin.field.value) };
    if (of === 'edge') return { ...place, row: whole(row.field), column: whole(column.field), value: amount };
    return {
      ...place, name: name.field.value, unit: of === 'gate' && unit.field.value === '' ? null : whole(unit.field),
      value: amount,
    };
  }

  function renderFields() {
    if (!offer) return;
    const { facts, layers, lane, lanes, hidden, count } = offer;
    const kinds = kindsOffered(offer);
    fill(kind.field, kinds.map((each) => [each, t(`try.clamp.kind.${each}`)]));
    const of = kind.field.value;
    const held = of === 'gate' ? facts.gates : facts.held_states ?? facts.states;
    fill(name.field, held.map((each) => [each, each]));
    fill(origin.field, Array.from({ length: lanes }, (_, index) => index).filter((index) => index !== lane)
      .map((index) => [String(index), LANE_LETTERS[index]]));
    fill(layer.field, Array.from({ length: layers }, (_, index) => [String(index), String(index + 1)]));
    const shown = fieldsShown(of, layers);
    for (const [key, field] of Object.entries(fields)) {
      field.root.hidden = !shown[key];
      setText(field.label, t(`try.clamp.field.${key}`));
      setAttribute(field.field, 'aria-description', t(`try.clamp.field.${key}.help`));
      field.root.dataset.tip = t(`try.clamp.field.${key}.help`);
    }
    setText(first.label, t(of === 'transplant' ? 'try.clamp.field.after' : 'try.clamp.field.first'));
    unit.field.placeholder = of === 'gate' ? t('try.clamp.every') : '1';
    for (const [field, most] of ([
      [unit.field, hidden], [row.field, hidden * Math.max(1, facts.gates.length)], [column.field, hidden],
      [first.field, count], [last.field, count],
    ] as [HTMLInputElement, number][])) {
      field.min = '1';
      field.max = String(most);
    }
    setText(words, t('try.clamp.lock'));
  }

  return {
    root,
    render(next: Offer) {
      const fresh = !offer || offer.count !== next.count;
      offer = next;
      if (fresh) [first.field.value, last.field.value, value.field.value, row.field.value, column.field.value] =
        ['1', String(next.count), '1', '1', '1'];
      renderFields();
    },
  };
}

function kindsOffered({ facts, lanes, recurrence }: Offer) {
  const recurrent = facts.recurrent ?? ['W_hh'];
  const has = {
    gate: facts.gates.length > 0, unit: true, edge: recurrence && recurrent.includes('W_hh'),
    cut: recurrent.length > 0, transplant: lanes > 1,
  };
  return KINDS.filter((kind) => has[kind]);
}

/** @param of the kind of the clamp @returns by the name of the field */
function fieldsShown(of: string, layers: number): Record<string, boolean> {
  const [ofUnit, ofEdge, moved] = [of === 'gate' || of === 'unit', of === 'edge', of === 'transplant'];
  return {
    kind: true, name: ofUnit, unit: ofUnit, row: ofEdge, column: ofEdge, origin: moved, layer: layers > 1 && !moved,
    value: of !== 'cut' && !moved, first: true, last: !moved,
  };
}

function fill(field: HTMLSelectElement, options: [value: string, text: string][]) {
  const key = JSON.stringify(options);
  if (field.dataset.key === key) return;
  const before = field.value;
  field.dataset.key = key;
  field.replaceChildren(...options.map(([each, text]) => el('option', { value: each }, text)));
  if (options.some(([each]) => each === before)) field.value = before;
}
