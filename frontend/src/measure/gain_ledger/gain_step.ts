/**
 * An entry of the ledger, opened: the activation curve with the units of that step, or the matrix with the direction
 * that it stretched. It is asked of the run, and again while the run goes on.
 */

import type { Actions, Answer, RunView, State } from '../../core/model/types.ts';
import type { Host, Subject } from '../../ui/measurement_card.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { blockShares, largestStretch, lengthOf, openedStep, type OpenedStep } from './backward_step.ts';
import { ACTIVATION_CURVES, candidateActivation } from '../../core/model/activation_curves.ts';
import { decibels, percent, threeFigures } from '../../core/text/number.ts';
import { el, setAttribute, setHelp, setText } from '../../ui/dom.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { markKey, signedKey } from '../../ui/scale_keys.ts';
import { createAnswerFrame, type AnswerFrame } from '../../ui/answer_frame.ts';
import { canBeAsked } from '../../ui/inquiry.ts';
import { createAsking } from '../../ui/question.ts';
import { slopePicture } from './slope_picture.ts';
import { limitOf, stretchPicture } from './stretch_picture.ts';

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

/** an answer, and the place that it is of */
type Found = { step: OpenedStep, timeStep: number, lane: number, layer: number, run: string };

export function createLedgerStep({ store, services, frame: card }: Host, stepName: (timeStep: number) => string) {
  const { t, actions } = services;
  const answer = createAnswerFrame();
  answer.caption.className = 'step-caption';
  const tools = createTools(t, actions, toggle);
  const root = el('div', { class: 'ledger-step' }, tools.root);
  let subject: Subject | null = null;
  let found: Found | null = null;
  const asking = createAsking(root, store, services, { kind: 'backward_step', rate: RATE, put });
  root.append(asking.inquiry.root);

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

  function put(run: RunView) {
    if (!opened() || !subject) return null;
    const { lane, layer } = subject;
    const timeStep = timeStepNow();
    return {
      body: { lane, layer, time_step: timeStep },
      take(reply: Answer) {
        found = { step: openedStep(reply), timeStep, lane, layer, run: run.id };
        render();
        if (timeStep !== timeStepNow()) asking.hurry();
      },
    };
  }

  function render() {
    const entry = opened();
    const state = store.get();
    tools.render(state, entry?.cause ?? null, Boolean(subject?.facts.gates.length));
    asking.inquiry.render();
    if (entry === null) answer.root.remove();
    else if (answer.root.parentNode !== root) root.append(answer.root);
    const waiting = t(canBeAsked(state) ? 'chart.waiting' : 'chart.not_recorded');
    answer.setWords(t('panel.ledger.label'), t('chart.table'), waiting);
    const shown = found && entry && subject && isOf(found, subject, state);
    answer.show(Boolean(shown));
    if (!shown || !found || !subject) return;
    if (entry.cause === 'slope') showSlope(answer, found.step, subject, stepName(found.timeStep), t);
    else showWeight(answer, found.step, stepName(found.timeStep), t);
  }

  card.more.before(root);
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
      const [timeStep, { pinned }] = [timeStepNow(), store.get()];
      if (entry && pinned && entry.timeStep !== timeStep) actions.setDetail('ledger', `${entry.cause}@${timeStep + 1}`);
      render();
      if (entry) asking.request();
    },
    clear() {
      root.hidden = true;
    },
    end() {
      asking.end();
      unwatch();
    },
  };
}

function isOf(found: Found, { lane, layer }: Subject, { run }: State) {
  return found.run === run?.id && found.lane === lane && found.layer === layer;
}

/** What can be opened, and the card of the gates. */
function createTools(t: Translate, actions: Actions, onToggle: (cause: Cause) => void) {
  const pill = { type: 'button', class: 'pill small' };
  const label = el('span', { class: 'quiet' });
  const buttons = OPENED.map((cause) => el('button', { ...pill, dataset: { cause }, onclick: () => onToggle(cause) }));
  const gates = el('button', { ...pill, onclick: () => actions.togglePanel('gates') });
  const root = el('div', { class: 'ledger-step-tools', role: 'group' }, label, ...buttons, gates);

  function write(button: HTMLElement, words: string, help: string, pressed: boolean) {
    setText(button, words);
    setHelp(button, help);
    setAttribute(button, 'aria-pressed', String(pressed));
  }

  return {
    root,
    /** @param opened null: none @param gated whether the model has gates */
    render({ panels }: State, opened: Cause | null, gated: boolean) {
      setText(label, t('ledger_step.open'));
      setAttribute(root, 'aria-label', t('ledger_step.open'));
      for (const [index, cause] of OPENED.entries()) {
        write(buttons[index], t(`ledger_card.${cause}`), t(`ledger_step.${cause}.help`), opened === cause);
      }
      gates.hidden = !gated;
      write(gates, t('ledger_step.gate'), t('ledger_step.gate.help'), panels.includes('gates'));
    },
  };
}

function showSlope(
  answer: AnswerFrame,
  { preActivation, incoming, ledger, bend, share }: OpenedStep,
  { document, facts, lane }: Subject,
  step: string,
  t: Translate,
) {
  const name = candidateActivation(document.cell, facts);
  const curve = ACTIVATION_CURVES[name];
  const weights = incoming.subarray(0, preActivation.length).map(Math.abs);
  answer.figure.replaceChildren(slopePicture(curve, preActivation, weights, lane));
  const units = markKey(t('ledger_step.slope.units'), 'dot', lane);
  answer.legend.replaceChildren(units, markKey('f(z)', 'line'), markKey('f′(z)', 'dashed'));
  const { gates } = facts;
  const blocks = gates.length ? blockShares(bend, gates.length) : [];
  const shares = blocks.map((each, block) => `${gates[block]} ${percent(each)}`).join(', ');
  setText(answer.caption, [
    t('ledger_step.slope.caption', {
      step, activation: t(`activation.${name}.label`),
      entry: decibels(ledger[0]), factor: threeFigures(10 ** (ledger[0] / 20)),
    }),
    gates.length ? t('ledger_step.slope.gated', { shares, candidate: facts.candidate ?? '' }) : '',
    shareWords(ledger, share, t),
  ].filter(Boolean).join(' '));
  answer.setTable(() => tableOf(
    [t('ledger_step.unit'), 'z', 'f′(z)', '|∂ℓ/∂h|'],
    Array.from(preActivation, (z, unit) => [
      String(unit + 1), threeFigures(z), threeFigures(curve.slope(z)), threeFigures(weights[unit]),
    ]),
  ));
}

function showWeight(answer: AnswerFrame, opened: OpenedStep, step: string, t: Translate) {
  const { matrix, ledger, bend, product, share } = opened;
  answer.figure.replaceChildren(matrix ? stretchPicture(opened) : '');
  const size = lengthOf(bend) || 1;
  answer.legend.replaceChildren(...(matrix ? [
    signedKey(t('ledger_step.weight.matrix'), threeFigures(limitOf(matrix.data))),
    signedKey(t('ledger_step.weight.direction'), threeFigures(Math.max(limitOf(bend), limitOf(product)) / size)),
  ] : []));
  setText(answer.caption, [
    matrix ? t('ledger_step.weight.caption', {
      step, entry: decibels(ledger[1]),
      factor: threeFigures(lengthOf(product) / size), most: threeFigures(largestStretch(matrix)),
    }) : t('ledger_step.weight.none'),
    shareWords(ledger, share, t),
  ].filter(Boolean).join(' '));
  answer.setTable(() => tableOf(
    [t('ledger_step.unit'), 'δ/‖δ‖', 'Wᵀδ/‖δ‖'],
    Array.from({ length: Math.max(bend.length, product.length) }, (_, place) => [
      String(place + 1),
      ...[bend, product].map((vector) => (place < vector.length ? threeFigures(vector[place] / size) : '')),
    ]),
  ));
}

/** How much of the gradient goes the way that is shown. */
function shareWords(ledger: Float32Array, share: number, t: Translate) {
  if (Number.isNaN(ledger[3])) return t('ledger_card.nothing');
  if (Number.isNaN(share) || share > 0.9995) return '';
  return share === 0 ? t('ledger_step.no_share') : t('ledger_step.share', { share: percent(share) });
}
