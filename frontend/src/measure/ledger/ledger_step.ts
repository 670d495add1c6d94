/**
 * An entry of the ledger, opened: the activation curve with the units of that step, or the matrix with the direction
 * that it
 * stretched. It is asked of the run, and again while the run goes on.
 */

import type { Host, Subject } from '../../ui/measurement_card.ts';
import { blockShares, largestStretch, lengthOf, openedStep, type OpenedStep } from './backward_step.ts';
import { ACTIVATION_CURVES, candidateActivation } from '../../core/model/activation_curves.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { decibels, percent, threeFigures } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { markKey, signedKey } from '../../ui/scale_keys.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { canBeAsked, createInquiry, onLineOpen } from '../../ui/inquiry.ts';
import { slopePicture } from '../jacobian/slope_picture.ts';
import { limitOf, stretchPicture } from '../jacobian/stretch_picture.ts';

const RATE = 2;
export type Cause = 'slope' | 'weight';
/** what can be opened; the gates have a card of their own */
const OPENED: Cause[] = ['slope', 'weight'];

export type Entry = { cause: Cause, timeStep: number };

/** @param text as the link writes it: `weight@12` */
export function entryOf(text: string | undefined): Entry | null {
  const [, cause, time] = /^(slope|weight)@([1-9]\d{0,4})$/.exec(text ?? '') ?? [];
  return cause === undefined ? null : { cause: cause as Cause, timeStep: Number(time) - 1 };
}

export function createLedgerStep({ store, services, frame: card }: Host, stepName: (timeStep: number) => string) {
  const { t, actions } = services;
  const inquiry = createInquiry(services);
  const answer = createAnswerFrame();
  answer.caption.className = 'step-caption';
  const buttons = new Map(OPENED.map((cause) => [cause, el('button', { type: 'button', class: 'pill small', dataset: { cause }, onclick: () => toggle(cause) })]));
  const gates = el('button', { type: 'button', class: 'pill small', onclick: () => actions.togglePanel('gates') });
  const tools = el('div', { class: 'ledger-step-tools', role: 'group' }, el('span', { class: 'quiet' }), ...buttons.values(), gates);
  const root = el('div', { class: 'ledger-step' }, tools, inquiry.root);
  let subject: Subject | null = null;
  let found: { step: OpenedStep, timeStep: number, lane: number, layer: number, run: string } | null = null;
  let waiting = false;
  const asking = createRedraw(root, () => void ask(), { rate: RATE });

  const opened = () => entryOf(store.get().details.ledger);

  /** The step of the cursor, where there is one: whoever walks through time takes the entry along. */
  function timeStepNow() {
    const count = subject?.count ?? 1;
    return Math.min(count - 1, store.get().cursor?.timeStep ?? opened()?.timeStep ?? count - 1);
  }

  function toggle(cause: Cause) {
    if (opened()?.cause === cause) actions.setDetail('ledger', null);
    else open(cause, timeStepNow());
    render();
  }

  function open(cause: Cause, timeStep: number) {
    actions.setDetail('ledger', `${cause}@${timeStep + 1}`);
    asking.hurry();
    render();
  }

  async function ask() {
    const state = store.get();
    const entry = opened();
    if (waiting || !entry || !subject || !state.run || !canBeAsked(state)) return;
    const place = { lane: subject.lane, layer: subject.layer, time_step: timeStepNow() };
    waiting = true;
    const reply = await inquiry.ask('backward_step', place);
    waiting = false;
    if (!reply || store.get().run?.id !== state.run.id) return;
    found = { step: openedStep(reply), timeStep: place.time_step, lane: place.lane, layer: place.layer, run: state.run.id };
    render();
    if (place.time_step !== timeStepNow()) asking.hurry();
  }

  function render() {
    const entry = opened();
    const state = store.get();
    setText(tools.firstChild as Node, t('ledger_step.open'));
    setAttribute(tools, 'aria-label', t('ledger_step.open'));
    for (const [cause, button] of buttons) {
      setText(button, t(`ledger_card.${cause}`));
      button.dataset.tip = t(`ledger_step.${cause}.help`);
      setAttribute(button, 'aria-description', t(`ledger_step.${cause}.help`));
      setAttribute(button, 'aria-pressed', String(entry?.cause === cause));
    }
    gates.hidden = !subject?.facts.gates.length;
    setText(gates, t('ledger_step.gate'));
    gates.dataset.tip = t('ledger_step.gate.help');
    setAttribute(gates, 'aria-description', t('ledger_step.gate.help'));
    setAttribute(gates, 'aria-pressed', String(state.panels.includes('gates')));
    inquiry.render();
    if (entry === null) answer.root.remove();
    else if (answer.root.parentNode !== root) root.append(answer.root);
    answer.setWords(t('panel.ledger.label'), t('chart.table'), canBeAsked(state) ? t('chart.waiting') : t('chart.not_recorded'));
    const shown = entry && subject && found?.run === state.run?.id && found?.lane === subject.lane && found?.layer === subject.layer;
    answer.show(Boolean(shown));
    if (!shown || !found || !subject) return;
    if (entry.cause === 'slope') drawSlope(found.step, subject, found.timeStep);
    else drawWeight(found.step, found.timeStep);
  }

  function drawSlope(
    { preActivation, incoming, ledger, bend, share }: OpenedStep,
    { document, facts, lane }: Subject,
    timeStep: number,
  ) {
    const name = candidateActivation(document.cell, facts);
    const curve = ACTIVATION_CURVES[name];
    const weights = incoming.subarray(0, preActivation.length).map(Math.abs);
    answer.figure.replaceChildren(slopePicture(curve, preActivation, weights, lane));
    answer.legend.replaceChildren(markKey(t('ledger_step.slope.units'), 'dot', lane), markKey('f(z)', 'line'), markKey('f′(z)', 'dashed'));
    const shares = facts.gates.length ? blockShares(bend, facts.gates.length).map((share, block) => `${facts.gates[block]} ${percent(share)}`).join(', ') : '';
    setText(answer.caption, [
      t('ledger_step.slope.caption', { step: stepName(timeStep), activation: t(`activation.${name}.label`), entry: decibels(ledger[0]), factor: threeFigures(10 ** (ledger[0] / 20)) }),
      facts.gates.length ? t('ledger_step.slope.gated', { shares, candidate: facts.candidate ?? '' }) : '', shareWords(ledger, share),
    ].filter(Boolean).join(' '));
    answer.setTable(() => tableOf([t('ledger_step.unit'), 'z', 'f′(z)', '|∂ℓ/∂h|'],
      Array.from(preActivation, (z, unit) => [String(unit + 1), threeFigures(z), threeFigures(curve.slope(z)), threeFigures(weights[unit])])));
  }

  function drawWeight(step: OpenedStep, timeStep: number) {
    const { matrix, ledger, bend, product, share } = step;
    answer.figure.replaceChildren(matrix ? stretchPicture(step) : '');
    const size = lengthOf(bend) || 1;
    answer.legend.replaceChildren(...(matrix ? [
      signedKey(t('ledger_step.weight.matrix'), threeFigures(limitOf(matrix.data))),
      signedKey(t('ledger_step.weight.direction'), threeFigures(Math.max(limitOf(bend), limitOf(product)) / size))
    ] : []));
    setText(answer.caption, [
      matrix ? t('ledger_step.weight.caption', { step: stepName(timeStep), entry: decibels(ledger[1]), factor: threeFigures(lengthOf(product) / size), most: threeFigures(largestStretch(matrix)) }) : t('ledger_step.weight.none'),
      shareWords(ledger, share),
    ].filter(Boolean).join(' '));
    const rows = Array.from({ length: Math.max(bend.length, product.length) }, (_, place) => place);
    answer.setTable(() => tableOf([t('ledger_step.unit'), 'δ/‖δ‖', 'Wᵀδ/‖δ‖'], rows.map((place) => [String(place + 1), ...[bend, product].map((vector) => (place < vector.length ? threeFigures(vector[place] / size) : ''))])));
  }

  /** How much of the gradient goes the way that is shown. */
  function shareWords(ledger: Float32Array, share: number) {
    if (Number.isNaN(ledger[3])) return t('ledger_card.nothing');
    if (Number.isNaN(share) || share > 0.9995) return '';
    return share === 0 ? t('ledger_step.no_share') : t('ledger_step.share', { share: percent(share) });
  }

  card.more.before(root);
  const unopen = onLineOpen(store, () => void (opened() && asking.request()));
  const unwatch = store.subscribe(({ cursor, details }) => {
    const entry = entryOf(details.ledger);
    if (entry && cursor && found && cursor.timeStep !== found.timeStep) asking.hurry();
  });

  return {
    open,
    draw(next: Subject) {
      subject = next;
      root.hidden = false;
      const entry = opened();
      if (entry && store.get().pinned && entry.timeStep !== timeStepNow()) actions.setDetail('ledger', `${entry.cause}@${timeStepNow() + 1}`);
      render();
      if (entry) asking.request();
    },
    clear() {
      root.hidden = true;
    },
    end() {
      asking.end();
      unopen();
      unwatch();
    },
  };
}
