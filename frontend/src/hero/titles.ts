/**
 * The title row of every lane as text: letter, dash, name, size and time, what it changes of another lane, verdict,
 * flags, figures; and the switch between the states of a cell.
 */

import type { HeroLayout, LaneLayout } from '../core/model/hero_layout.ts';
import type { Scene, SceneLane } from './scene.ts';
import type { Services } from '../core/model/types.ts';
import { CALLOUT_WIDTH } from '../draw/callout.ts';
import { lengthUntil, plainVerdict } from '../core/model/verdict.ts';
import { comparisonHelp, comparisonWords } from '../core/text/difference.ts';
import { fitWords, rateWords } from '../core/text/gain.ts';
import { percent, threeFigures, whole } from '../core/text/number.ts';
import { el, setAttribute, setText, svg } from '../ui/dom.ts';
import { fillFlags } from '../ui/flags.ts';

/** A title with less room than this before the callout puts its figures below. */
const NARROW = 520;

export type TitleRow = ReturnType<typeof titleRow>;

export function createTitles(
  root: HTMLElement,
  services: Services,
  chooseState: (lane: number, state: string) => void,
) {
  const rows = new Map<number, TitleRow>();

  return {
    update(scene: Scene, layout: HeroLayout) {
      for (const [lane, row] of rows) {
        if (scene.visible.includes(lane)) continue;
        row.element.remove();
        rows.delete(lane);
      }
      for (const box of layout.lanes) {
        const row = rows.get(box.lane) ?? titleRow(services, chooseState, box.lane);
        if (!rows.has(box.lane)) {
          root.insertBefore(row.element, [...rows].find(([lane]) => lane > box.lane)?.[1].element ?? null);
        }
        rows.set(box.lane, row);
        if (row.layout !== layout) place(row.element, box, layout);
        row.layout = layout;
        fillRow(row, scene, scene.lanes[box.lane], services, box.title.height < 50);
      }
    },
  };
}

function place(element: HTMLElement, { title, axis }: LaneLayout, layout: HeroLayout) {
  const beside = layout.prediction === 'callout' && !layout.touch;
  const right = axis ? axis.start + axis.pitch : beside ? calloutLeft(layout) : layout.width - 12;
  element.style.top = `${title.y}px`;
  element.style.height = `${title.height}px`;
  element.style.left = axis ? `${axis.start}px` : '';
  element.style.right = `${layout.width - right}px`;
  element.dataset.narrow = String(Boolean(axis) || (beside && right < NARROW));
}

function calloutLeft({ axis, width }: HeroLayout) {
  return Math.min(width - 6, axis.width - axis.pitch / 2 + 7) - CALLOUT_WIDTH - 6;
}

function titleRow({ actions }: Services, chooseState: (lane: number, state: string) => void, lane: number) {
  const chip = el('button', { class: 'hero-chip', type: 'button', onclick: () => actions.selectLane(lane) });
  const dash = svg('line', { x1: 1, y1: 5, x2: 27, y2: 5, 'stroke-width': 2.5 });
  const name = el('span', { class: 'hero-name' });
  const standing = el('span');
  const verdict = el('strong', { class: 'hero-verdict' }, standing);
  const flags = el('span', { class: 'hero-flags' });
  const cost = el('span', { class: 'hero-cost' });
  const comparison = el('span', { class: 'hero-comparison' });
  const states = el('span', { class: 'hero-states', role: 'group' });
  const loss = el('span', { class: 'hero-figure' });
  const metric = el('span', { class: 'hero-figure' });
  const gradient = el('span', { class: 'hero-figure hero-figure-gradient' });
  const gain = el('span', { class: 'hero-gain' });
  const element = el(
    'div',
    { class: 'hero-title', dataset: { lane: String(lane) } },
    el(
      'span', { class: 'hero-lane' }, chip,
      svg('svg', { class: 'hero-dash', viewBox: '0 0 28 10', 'aria-hidden': 'true' }, dash), name, states,
      el('span', { class: 'hero-facts' }, cost, comparison),
    ),
    el('span', { class: 'hero-standing' }, verdict, flags),
    el('span', { class: 'hero-figures' }, loss, metric, gradient),
    gain,
  );
  return {
    element, chip, dash, name, cost, comparison, verdict, standing, flags, states, loss, metric, gradient, gain,
    chooseState, layout: null as HeroLayout | null,
  };
}

function fillRow(row: TitleRow, scene: Scene, lane: SceneLane, { t, actions }: Services, compact: boolean) {
  setText(row.chip, lane.letter);
  row.chip.disabled = scene.lanes.length < 2;
  setAttribute(row.chip, 'aria-label', t('hero.lane', { lane: lane.letter }));
  row.element.style.setProperty('--lane', lane.colour);
  setAttribute(row.dash, 'stroke', lane.colour);
  setAttribute(row.dash, 'stroke-dasharray', lane.dash.join(' ') || null);
  setText(row.name, lane.name);
  setText(row.standing, t(scene.figures ? lane.verdict.key : plainVerdict(lane.verdict), lane.verdict.params));
  setAttribute(row.verdict, 'data-tip', 'reach' in lane.verdict.params ? t('hero.verdict.reach.help') : null);
  row.element.dataset.outcome = lane.verdict.outcome;
  row.element.dataset.before = String(lane.verdict.key === 'hero.verdict.reach.before');
  row.element.dataset.compact = String(compact);
  fillRace(row, scene, lane, t);
  fillFlags(row.flags, lane.milestones, lane.letter, scene.task, { t, actions });
  fillFigures(row, scene, lane, t);
  setText(row.gain, gainText(lane, t));
  setAttribute(row.gain, 'data-tip', lane.extras.rate && fitWords(lane.extras.rate, t));
  fillStates(row, lane, t);
}

/** How large and how slow the lane is, and in what it differs from another. */
function fillRace({ cost, comparison }: TitleRow, { lanes }: Scene, lane: SceneLane, t: Services['t']) {
  const seconds = lane.updateSeconds;
  const parameters = whole(lane.parameters);
  setText(cost, seconds === null
    ? t('race.size', { parameters })
    : t('race.cost', { parameters, time: threeFigures(1000 * seconds) }));
  const help = t(seconds === null ? 'race.size.help' : 'race.cost.help');
  setAttribute(cost, 'data-tip', [help, lane.kernel && t(lane.kernel)].filter(Boolean).join(' '));
  const compared = lanes.length > 1 ? lane.comparison : null;
  setText(comparison, compared ? comparisonWords(compared, t) : '');
  setAttribute(comparison, 'data-tip', compared ? comparisonHelp(compared, t) : null);
}

function fillFigures(row: TitleRow, { step, task }: Scene, { view, norms, gradientName }: SceneLane, t: Services['t']) {
  const index = view ? lengthUntil(view.series, step) - 1 : -1;
  if (!view || index < 0) {
    for (const figure of [row.loss, row.metric, row.gradient]) setText(figure, '');
    return;
  }
  setText(row.loss, t('hero.loss', { value: threeFigures(view.series.loss[index]) }));
  setText(
    row.metric, task.metric === 'accuracy' ? t('hero.accuracy', { value: percent(view.series.metric[index]) }) : '',
  );
  const first = norms ? norms[norms.length - 1][0] : null;
  setText(row.gradient, first === null ? '' : `‖∂L/∂${gradientName}₁‖ ${threeFigures(first)}`);
}

/** The gain of a step back: "×0.58 a step, half-life 1.3". */
export function gainText({ extras: { rate }, faded }: SceneLane, t: Services['t']) {
  return rate && !faded ? rateWords(rate, t) : '';
}

function fillStates(row: TitleRow, lane: SceneLane, t: Services['t']) {
  const wanted = lane.states.length > 1 ? lane.states.join() : '';
  if ((row.states.dataset.states ?? '') !== wanted) {
    row.states.dataset.states = wanted;
    row.states.replaceChildren(
      ...(lane.states.length > 1 ? lane.states.map((state) => stateButton(row, lane.lane, state)) : []),
    );
    setAttribute(row.states, 'aria-label', t('hero.states'));
  }
  for (const button of row.states.children) {
    const { state } = (button as HTMLElement).dataset;
    setAttribute(button, 'aria-pressed', String(state === lane.state));
    setAttribute(button, 'title', t(state === 'h' ? 'hero.state.h' : 'hero.state.other', { state: state ?? '' }));
  }
}

function stateButton(row: TitleRow, lane: number, state: string) {
  return el(
    'button', { type: 'button', class: 'hero-state', dataset: { state }, onclick: () => row.chooseState(lane, state) },
    state,
  );
}
