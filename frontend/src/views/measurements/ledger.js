/**
 * The ledger: of every backward step, how many decibels slope, weights and gate path add to or take from the gradient.
 *
 * @import { Cause, Entry } from '../../charts/decibels.js'
 * @import { Context } from '../hero-pen.js'
 * @import { Host, Measurement, Subject } from '../measurement_card.js'
 * @import { View } from '../time_figure.js'
 */

import { CAUSES, decibelLimit, isTold, largestLoss, ledgerOf, meanEntry, ratioOf, stackBlocks } from '../../charts/decibels.js';
import { signedY } from '../../layout/signed_axis.js';
import { railBefore } from '../../layout/time-axis.js';
import { decibels, threeFigures } from '../../text/number.js';
import { hatching, setText } from '../hero-pen.js';
import { tableOf } from '../panel_frame.js';
import { markKey } from '../scale_keys.js';
import { createTimeFigure } from '../time_figure.js';
import { createLedgerStep } from './ledger_step.js';
import { paintLabel, paintRule, paintTimes, TIMES } from '../time_pen.js';

const PLOT = { top: 8, height: 132 };
/** Height of the row of factors, where there is room to write them. */
const FACTORS = 24;
/** @type {Record<Cause, 'hatched' | 'block' | 'open'>} */
const LOOKS = { slope: 'hatched', weight: 'block', gate: 'open' };

/** @type {Measurement} */
export const ledger = { kind: 'ledger', place: 'time', untruncated: true, layered: true, needs: ['ledger'], create };

/** @param {Host} host */
function create(host) {
  const { frame, store, services: { t } } = host;
  /** @type {Entry[]} */
  let entries = [];
  let limit = 6;

  const figure = createTimeFigure(host, {
    height: (_subject, window) => timesTop(window) + TIMES,
    paint(context, view) {
      paintScale(context, view, limit);
      paintBlocks(context, view, entries, limit);
      paintGains(context, view, entries, limit);
      paintTimes(context, view, timesTop(view.window));
    },
    margin(context, view) {
      for (const value of [limit, 0, -limit]) paintLabel(context, view, value === 0 ? '0 dB' : decibels(value, 0, false), signedY({ ...PLOT, low: -limit, high: limit }, value));
    },
    mark(context, view, timeStep) {
      const [left, right] = slotOf(view, timeStep);
      context.strokeStyle = view.tokens.ink1;
      context.lineWidth = 1.5;
      context.strokeRect(left - 2.5, PLOT.top - 4, right - left + 5, PLOT.height + 8);
    },
    tip: (_view, _place, timeStep) => tipAt(entries, timeStep, t),
    choose(_view, { timeStep, y }) {
      const cause = causeAt(entries[timeStep], limit, y);
      if (cause && cause !== 'gate') step.open(cause, timeStep);
    },
    press(key) {
      const timeStep = store.get().cursor?.timeStep;
      if (key !== 'Enter' || timeStep === undefined) return false;
      const cause = largestLoss(entries[timeStep]) === 'weight' ? 'weight' : 'slope';
      step.open(cause, timeStep);
      return true;
    },
  });
  const step = createLedgerStep(host, (timeStep) => stepName(timeStep, t));

  return {
    /** @param {Subject} subject */
    draw(subject) {
      entries = ledgerOf(subject.tensor('ledger'), subject.layer);
      const wanted = decibelLimit(entries);
      limit = wanted > limit || wanted < limit / 2 ? wanted : limit;
      frame.legend.replaceChildren(...CAUSES.map((cause) => markKey(t(`ledger_card.${cause}`), LOOKS[cause], subject.lane)), markKey(t('ledger_card.gain'), 'tick'));
      figure.draw(subject);
      frame.setCaption(captionOf(entries, subject, t));
      frame.setTable(() => tableOf(
        [t('ledger_card.step'), ...CAUSES.map((cause) => `${t(`ledger_card.${cause}`)}, dB`), `${t('ledger_card.gain')}, dB`, t('ledger_card.factor')],
        entries.map((entry, step) => [stepName(step, t), ...[entry.slope, entry.weight, entry.gate, entry.gain].map((value) => decibels(value, 1, false)), isTold(entry) ? `×${threeFigures(ratioOf(entry.gain))}` : '–']).reverse(),
      ));
      step.draw(subject);
    },
    clear() {
      figure.clear();
      step.clear();
    },
    end() {
      figure.end();
      step.end();
    },
  };
}

/** Where the bar of the step from t to t − 1 stands: on the rail between the two, never thinner than can be seen. @param {View} view @param {number} step @returns {[number, number]} */
function slotOf({ axis }, step) {
  const [left, right] = railBefore(axis, step);
  const half = Math.min(22, Math.max((right - left) * 0.42, axis.pitch * 0.34));
  const middle = (left + right) / 2;
  return [Math.max(axis.start, middle - half), middle + half]; // Before the first time step there is half a rail.
}

/** @param {View['window']} window */
function timesTop({ labelled }) {
  return PLOT.top + PLOT.height + 8 + (labelled ? FACTORS : 0);
}

/** @param {Context} context @param {View} view @param {number} limit */
function paintScale(context, view, limit) {
  for (const value of [limit, limit / 2, -limit / 2, -limit]) paintRule(context, view, signedY({ ...PLOT, low: -limit, high: limit }, value), view.tokens.line);
  paintRule(context, view, signedY({ ...PLOT, low: -limit, high: limit }, 0), view.tokens.lineStrong);
}

/** @param {Context} context @param {View} view @param {Entry[]} entries @param {number} limit */
function paintBlocks(context, view, entries, limit) {
  const axis = { ...PLOT, low: -limit, high: limit };
  const { tokens, subject } = view;
  const colour = tokens.lanes[subject.lane];
  for (let step = view.first; step <= view.last; step += 1) {
    const [left, right] = slotOf(view, step);
    for (const { cause, from, to } of stackBlocks(entries[step], limit)) {
      const [one, other] = [signedY(axis, from), signedY(axis, to)];
      const [y, height] = [Math.min(one, other), Math.abs(one - other)];
      if (height < 0.25) continue;
      context.fillStyle = tokens.surface0;
      context.fillRect(left, y, right - left, height);
      context.fillStyle = LOOKS[cause] === 'hatched' ? hatching(context, colour) : colour;
      context.globalAlpha = cause === 'gate' ? 0.25 : 1;
      context.fillRect(left, y, right - left, height);
      context.globalAlpha = 1;
      if (cause === 'weight' || height < 3) continue;
      context.strokeStyle = colour;
      context.lineWidth = 1;
      context.strokeRect(left + 0.5, y + 0.5, right - left - 1, Math.max(1, height - 1));
    }
  }
}

/** The gain of each step: a bar across in the gradient's own colour. @param {Context} context @param {View} view @param {Entry[]} entries @param {number} limit */
function paintGains(context, view, entries, limit) {
  const { tokens } = view;
  for (let step = view.first; step <= view.last; step += 1) {
    const { gain } = entries[step];
    if (Number.isNaN(gain)) continue;
    const [left, right] = slotOf(view, step);
    const y = Math.round(signedY({ ...PLOT, low: -limit, high: limit }, gain));
    context.fillStyle = tokens.surface0;
    context.fillRect(left - 3, y - 2.5, right - left + 6, 5);
    context.fillStyle = tokens.gradient;
    context.fillRect(left - 2, y - 1.5, right - left + 4, 3);
    if (!view.window.labelled) continue;
    setText(context, { size: 12, family: tokens.fontUi, weight: 600 });
    context.fillText(`×${threeFigures(ratioOf(gain))}`, (left + right) / 2, PLOT.top + PLOT.height + FACTORS / 2 + 4);
  }
}

/** Which block of a bar lies at a height; what is too thin to be hit, or nothing, is what takes or gives most. @param {Entry} entry @param {number} limit @param {number} y @returns {Cause | null} */
function causeAt(entry, limit, y) {
  if (!isTold(entry)) return null;
  const axis = { ...PLOT, low: -limit, high: limit };
  const blocks = stackBlocks(entry, limit);
  const hit = blocks.find(({ from, to }) => y >= Math.min(signedY(axis, from), signedY(axis, to)) && y <= Math.max(signedY(axis, from), signedY(axis, to)));
  const largest = [...blocks].sort((one, other) => Math.abs(other.to - other.from) - Math.abs(one.to - one.from))[0];
  return (hit ?? largest)?.cause ?? null;
}

/** @param {number} step @param {Host['services']['t']} t */
function stepName(step, t) {
  return step === 0 ? t('ledger_card.into_start') : `t = ${step + 1} → ${step}`;
}

/** @param {Entry[]} entries @param {number} step @param {Host['services']['t']} t @returns {import('../time_figure.js').Tip} */
function tipAt(entries, step, t) {
  const entry = entries[step];
  if (!isTold(entry)) return { head: stepName(step, t), lines: [['', t('ledger_card.nothing')]] };
  return {
    head: stepName(step, t),
    lines: [
      ...CAUSES.map((cause) => /** @type {[string, string]} */ ([t(`ledger_card.${cause}`), decibels(entry[cause])])),
      [t('ledger_card.gain'), `${decibels(entry.gain)} = ×${threeFigures(ratioOf(entry.gain))}`],
    ],
  };
}

/** @param {Entry[]} entries @param {Subject} subject @param {Host['services']['t']} t */
function captionOf(entries, { state, count, facts }, t) {
  const average = meanEntry(entries);
  if (!average) return t('ledger_card.nothing');
  const parts = { slope: decibels(average.slope), weight: decibels(average.weight), gate: decibels(average.gate), gain: decibels(average.gain), factor: threeFigures(ratioOf(average.gain)) };
  const cause = largestLoss(average);
  const readOut = cause === 'slope' && facts.carries === 'state'; // There it is no activation that bends the way back.
  const words = [t('ledger_card.caption', parts), t(`ledger_card.most.${readOut ? 'read_out' : cause ?? 'none'}`)];
  const step = state.cursor?.timeStep;
  if (step !== undefined && step < count && isTold(entries[step])) words.push(t('ledger_card.here', { step: stepName(step, t), ...readings(entries[step]) }));
  return words.join(' ');
}

/** @param {Entry} entry */
function readings({ slope, weight, gate, gain }) {
  return { slope: decibels(slope), weight: decibels(weight), gate: decibels(gate), gain: decibels(gain) };
}
