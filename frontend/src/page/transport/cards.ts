/** Cards above the transport: a lane that diverged, with the one knob to try; notices; errors of the server. */

import type { Card, Experiment, Services, State, Store, Translate } from '../../core/model/types.ts';
import { setAt } from '../../core/model/experiment.ts';
import { watch } from '../../core/model/select.ts';
import { laneLetter, laneName } from '../../core/text/lane.ts';
import { knobFigures } from '../../core/text/number.ts';
import { problemText } from '../../core/text/problem.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

const NOTICE_STAYS = 6_000;

/** @param card a notice or an error @returns `lang` where it is not the page's */
export function cardText({ text = '', problem }: Card, t: Translate): { text: string, lang: 'en' | null } {
  return problem ? problemText(problem, t) : { text, lang: null };
}

/** @returns whether it is about the images of MNIST, in whose place there are smaller ones */
function lacksImages({ problem }: Card): boolean {
  const { type = '' } = (problem?.cause ?? {}) as { type?: string };
  return type.startsWith('mnist_');
}

/** One knob that keeps such a lane finite: clip where nothing is clipped, else a tenth of the learning rate. */
export function suggestedKnob(
  experiment: Experiment,
  lane: number,
): { experiment: Experiment, key: string, value: number } | null {
  const { clip, optimizer } = experiment.lanes[lane] ?? {};
  if (!clip || !optimizer) return null;
  if (clip.kind === 'none') return {
    experiment: setAt(experiment, ['lanes', lane, 'clip'], { kind: 'norm', threshold: 1 }), key: 'card.try_clip',
    value: 1,
  };
  const rate = Number((Number(optimizer.learning_rate) / 10).toPrecision(3));
  return {
    experiment: setAt(experiment, ['lanes', lane, 'optimizer', 'learning_rate'], rate), key: 'card.try_rate',
    value: rate,
  };
}

/** A card as it stands, and what writes it anew: no button is lost to whoever is about to press it. */
export type Drawn = { root: HTMLElement, write: (card: Card, state: State) => void, timer: any };

/** @returns unmount */
export function mountCards(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const drawn = new Map<string, Drawn>();

  function create({ id, kind }: Card): Drawn {
    const close = el(
      'button', { class: 'card-close', type: 'button', onclick: () => actions.dismissCard(id) }, icon('close'),
    );
    const section = el('section', { class: 'card', dataset: { kind, card: id } });
    const write = kind === 'divergence' ? divergence(section) : message(section);
    section.append(close);
    return {
      root: section,
      timer: kind === 'notice' ? setTimeout(() => actions.dismissCard(id), NOTICE_STAYS) : null,
      write(card, state) {
        setAttribute(close, 'aria-label', t('card.close'));
        write(card, state);
      },
    };
  }

  function message(section: HTMLElement): Drawn['write'] {
    // A command is to be typed as it stands: no word of it is a term.
    const words = el('p', { 'data-plain': '' });
    const instead = el(
      'button', { class: 'fix-button', type: 'button', hidden: true, onclick: () => actions.chooseTask('digits') },
    );
    section.append(words, instead);
    return (card) => {
      const { text, lang } = cardText(card, t);
      setText(words, text);
      setAttribute(words, 'lang', lang);
      instead.hidden = !lacksImages(card);
      setText(instead, t('card.small_digits'));
    };
  }

  function divergence(section: HTMLElement): Drawn['write'] {
    const [title, what] = [el('h2'), el('p')];
    const fix = el(
      'button', { class: 'fix-button', type: 'button', onclick: () => mend(Number(section.dataset.lane)) },
    );
    section.append(title, what, fix);
    return ({ lane = 0, step = 0, quantity = 'loss' }, { experiment, run }) => {
      section.dataset.lane = String(lane);
      setAttribute(section, 'aria-label', t('card.divergence.label'));
      setText(title, t('card.divergence.title', { lane: laneLetter(lane), step }));
      const others = (run?.lanes ?? []).some(({ state }) => state === 'training');
      const name = run?.experiment.lanes[lane] ? laneName(run.experiment.lanes[lane], t) : '';
      setText(what, `${t(
        'card.divergence.what', { name, quantity: t(`quantity.${quantity}`) },
      )} ${t(others ? 'card.divergence.others' : 'card.divergence.alone')}`);
      const knob = suggestedKnob(experiment, lane);
      fix.hidden = knob === null;
      if (knob) setText(fix, t(knob.key, { value: knobFigures(knob.value) }));
    };
  }

  function mend(lane: number) {
    const knob = suggestedKnob(store.get().experiment, lane);
    if (knob) actions.edit(knob.experiment, { selectedLane: lane });
  }

  function render(state: State) {
    const { cards } = state;
    const held = root.contains(document.activeElement);
    for (const id of drawn.keys()) if (!cards.some((card) => card.id === id)) remove(id);
    for (const [place, card] of cards.entries()) {
      const mine = drawn.get(card.id) ?? create(card);
      drawn.set(card.id, mine);
      mine.write(card, state);
      if (root.children[place] !== mine.root) root.insertBefore(mine.root, root.children[place] ?? null);
    }
    if (held
      && !root.contains(document.activeElement)) (root.querySelector('.card-close') as HTMLElement | null)?.focus();
  }

  function remove(id: string) {
    clearTimeout(drawn.get(id)?.timer);
    drawn.get(id)?.root.remove();
    drawn.delete(id);
  }

  const unwatch = watch(store, ({ cards, language, experiment, run }) =>
    [cards, language, experiment, run?.experiment, run?.lanes.map(({ state }) => state).join()], render);
  return () => {
    unwatch();
    for (const id of [...drawn.keys()]) remove(id);
  };
}
