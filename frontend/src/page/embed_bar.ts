/** The page inside another page: the controls that its link names, and the way to the whole playground. */

import type { Catalog, Experiment, Field, Services, State, Store, Translate } from '../core/model/types.ts';
import { linkOf } from '../core/actions/address.ts';
import { availableEntries, entryOf, setAt, switched, withCell } from '../core/model/experiment.ts';
import { watch } from '../core/model/select.ts';
import { el, setText } from '../ui/dom.ts';

/** one control: what can be chosen, what is, and the document with another choice */
export interface Choice {
  options: { value: string, name: string }[];
  value: string;
  choose: (value: string) => Experiment;
}

/** A picture lower than this says little. */
const LEAST = 320;
const RATES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];
const HIDDEN = [2, 4, 8, 16, 32, 64];
const LENGTHS = [10, 20, 50, 100, 200];

/** @returns unmount */
export function mountEmbedBar(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const bar = el('div', { class: 'embed-bar' });
  const link = el('a', { class: 'link-button embed-open', target: '_blank', rel: 'noopener' });
  root.append(bar, link);

  const unwatch =
    watch(store, ({ experiment, language, catalog, embed }) => [experiment, language, catalog, embed], (state) => {
    if (!state.catalog) return;
    const focused = document.activeElement?.id;
    document.documentElement.toggleAttribute('data-plays', state.embed?.controls.includes('play') ?? false);
    link.href = `#${linkOf({ ...state, embed: null })}`;
    setText(link, t('embed.open'));
    const controls = (state.embed?.controls ?? []).filter((name) => name !== 'play');
    bar.replaceChildren(...controls.flatMap((name) => {
      const choice = choiceOf(name, state, state.catalog as Catalog, t);
      return choice ? [labelled(name, choice)] : [];
    }));
    if (focused) document.getElementById(focused)?.focus();
  });

  function labelled(name: string, { options, value, choose }: Choice) {
    const select =
      el('select', { id: `embed-${name}`, class: 'pill-select', onchange: () => actions.edit(choose(select.value)) },
      ...options.map((option) => el('option', { value: option.value }, option.name)));
    select.value = value;
    return el('label', { class: 'embed-control', for: select.id }, el('span', {}, t(`embed.control.${name}`)), select);
  }

  tellHeight();
  void services.loadChunk(() => import('../learn/help/control_help.ts'), 'help')
    .then((chunk) => chunk?.mountControlHelp(store, services));
  return unwatch;
}

/** Of the first lane; null where its cell, or the task, has no such field. */
export function choiceOf(
  name: string,
  { experiment }: Pick<State, 'experiment'>,
  catalog: Catalog,
  t: Translate,
): Choice | null {
  const { task, lanes } = experiment;
  const [{ cell, optimizer }] = lanes;
  switch (name) {
    case 'task':
      return {
        options: kinds(catalog, 'task', t), value: task.kind,
        choose: (kind) => ({ ...experiment, task: switched(catalog, 'task', kind, task) }),
      };
    case 'cell':
      return {
        options: kinds(catalog, 'cell', t), value: cell.kind,
        choose: (kind) => ({ ...experiment, lanes: [withCell(catalog, lanes[0], kind), ...lanes.slice(1)] }),
      };
    case 'activation': {
      const field = fieldOf(catalog, 'cell', cell.kind, 'activation');
      return field && {
        options: (field.choices ?? []).map((kind) => ({ value: String(kind), name: t(`activation.${kind}.label`) })),
        value: String(cell.activation), choose: (kind) => setAt(experiment, ['lanes', 0, 'cell', 'activation'], kind)
      };
    }
    case 'hidden_size':
      return numbers(
        HIDDEN, Number(cell.hidden_size), (size) => setAt(experiment, ['lanes', 0, 'cell', 'hidden_size'], size),
      );
    case 'length':
      return fieldOf(catalog, 'task', task.kind, 'length')
        && numbers(LENGTHS, Number(task.length), (length) => setAt(experiment, ['task', 'length'], length));
    default:
      return numbers(RATES, Number(optimizer.learning_rate), (rate) =>
        setAt(experiment, ['lanes', 0, 'optimizer', 'learning_rate'], rate));
  }
}

function kinds(catalog: Catalog, family: 'task' | 'cell', t: Translate) {
  return availableEntries(catalog, family).map(({ kind }) => ({ value: kind, name: t(`${family}.${kind}.label`) }));
}

function fieldOf(catalog: Catalog, family: 'task' | 'cell', kind: string, name: string): Field | null {
  return entryOf(catalog, family, kind)?.fields.find((field) => field.name === name) ?? null;
}

/** @returns the present value among them */
function numbers(usual: number[], value: number, choose: (value: number) => Experiment): Choice {
  const all = [...new Set([...usual, value])].sort((a, b) => a - b);
  return {
    options: all.map((each) => ({ value: String(each), name: String(each) })), value: String(value),
    choose: (chosen) => choose(Number(chosen)),
  };
}

/** Tells the page around this one how high the frame has to be for all of it; it need not listen. */
function tellHeight() {
  if (window.parent === window) return;
  const [fold, hero, transport] = ['.stage-fold', '#hero', '.transport'].map((selector) =>
    document.querySelector(selector) as HTMLElement);
  const inside = (document.querySelector('.hero-inside') ?? hero) as HTMLElement;
  let [told, drawn] = [0, 0];
  const tell = () => {
    const least = Number.parseFloat(getComputedStyle(hero).getPropertyValue('--hero-least')) || 0;
    // What is drawn may need more than its least; once that has been seen the frame does not shrink below it.
    if (hero.scrollHeight > hero.clientHeight + 1) drawn = Math.max(drawn, hero.scrollHeight);
    const height = Math.ceil(fold.offsetHeight - hero.offsetHeight + Math.max(LEAST, least, drawn)
      + transport.offsetHeight);
    if (height === told) return;
    told = height;
    window.parent.postMessage({ source: 'rnn-playground', height }, '*');
  };
  // The picture grows when it comes to need more, the rest when its words or its width change.
  const sizes = new ResizeObserver(tell);
  for (const part of [inside, transport, ...fold.children]) sizes.observe(part);
  document.addEventListener('visibilitychange', tell);
}
