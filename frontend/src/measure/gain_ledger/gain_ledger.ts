/**
 * The gain ledger: of every backward step, how many decibels come or go through the weights, by slope and matrix, and
 * around them.
 */

import type { Host, Measurement, Subject } from '../../ui/measurement_card.ts';
import {
  CAUSES, decibelLimit, handedOn, isPlain, isTold, largestLoss, ledgerOf, meanEntry, partsOf, ratioOf, stackBlocks,
  type Cause, type Entry, type Mean,
} from '../../core/model/decibels.ts';
import { signedY } from '../signed_axis.ts';
import { railBefore } from '../../core/model/time_axis.ts';
import { decibels, percent, threeFigures } from '../../core/text/number.ts';
import { hatching, setText, type Context } from '../../draw/pen.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { markKey } from '../../ui/scale_keys.ts';
import type { View } from '../../ui/time_view.ts';
import { createTimeFigure } from '../../ui/time_figure.ts';
import { createLedgerStep } from './gain_step.ts';
import { paintLabel, paintRule, paintTimes, TIMES } from '../../ui/time_pen.ts';

const PLOT = { top: 8, height: 132 };
/** Height of the row of factors, where there is room to write them. */
const FACTORS = 24;
/** the path through the weights is their block, or slope and matrix where it is the only one */
const LOOKS: Record<Cause, 'hatched' | 'block'
  | 'open'> = { slope: 'hatched', weight: 'block', through: 'block', around: 'open' };

export const gainLedger: Measurement = {
  kind: 'ledger', place: 'time', untruncated: true, layered: true, needs: ['ledger'], create,
};

function create(host: Host) {
  const { frame, store, services: { t } } = host;
  let entries: Entry[] = [];
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
      for (const value of [limit, 0, -limit]) paintLabel(
        context, view, value === 0 ? '0 dB' : decibels(value, 0, false),
        signedY({ ...PLOT, low: -limit, high: limit }, value),
      );
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
      if (cause && cause !== 'around') step.open(cause === 'slope' ? 'slope' : 'weight', timeStep);
    },
    press(key) {
      const timeStep = store.get().cursor?.timeStep;
      if (key !== 'Enter' || timeStep === undefined) return false;
      step.open(largestLoss(meanEntry([entries[timeStep]])) === 'weight' ? 'weight' : 'slope', timeStep);
      return true;
    },
  });
  const step = createLedgerStep(host, (timeStep) => stepName(timeStep, t));

  return {
    draw(subject: Subject) {
      entries = ledgerOf(subject.tensor('ledger'), subject.layer, subject.data.tensors.get('ledger_paths') ?? null);
      const wanted = decibelLimit(entries);
      limit = wanted > limit || wanted < limit / 2 ? wanted : limit;
      frame.legend.replaceChildren(
        ...causesIn(entries).map((cause) => markKey(t(`ledger_card.${cause}`), LOOKS[cause], subject.lane)),
        markKey(t('ledger_card.gain'), 'tick'),
      );
      figure.draw(subject);
      frame.setCaption(captionOf(entries, subject, t));
      frame.setTable(() => tableFor(entries, t));
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

/** Where the bar of the step from t to t − 1 stands: on the rail between the two, never thinner than can be seen. */
function slotOf({ axis }: View, step: number): [number, number] {
  const [left, right] = railBefore(axis, step);
  const half = Math.min(22, Math.max((right - left) * 0.42, axis.pitch * 0.34));
  const middle = (left + right) / 2;
  // Before the first time step there is half a rail: its bar moves, up to the next one.
  const begin = Math.max(axis.start, middle - half);
  return [begin, Math.min(begin + 2 * half, middle + 0.9 * axis.pitch - half)];
}

function timesTop({ labelled }: View['window']) {
  return PLOT.top + PLOT.height + 8 + (labelled ? FACTORS : 0);
}

function paintScale(context: Context, view: View, limit: number) {
  for (const value of [
    limit, limit / 2, -limit / 2, -limit,
  ]) paintRule(context, view, signedY({ ...PLOT, low: -limit, high: limit }, value), view.tokens.line);
  paintRule(context, view, signedY({ ...PLOT, low: -limit, high: limit }, 0), view.tokens.lineStrong);
}

function paintBlocks(context: Context, view: View, entries: Entry[], limit: number) {
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
      context.globalAlpha = cause === 'around' ? 0.25 : 1;
      context.fillRect(left, y, right - left, height);
      context.globalAlpha = 1;
      if (LOOKS[cause] === 'block' || height < 3) continue;
      context.strokeStyle = colour;
      context.lineWidth = 1;
      context.strokeRect(left + 0.5, y + 0.5, right - left - 1, Math.max(1, height - 1));
    }
  }
}

/** The gain of each step: a bar across in the gradient's own colour. */
function paintGains(context: Context, view: View, entries: Entry[], limit: number) {
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

/** Which block of a bar lies at a height; what is too thin to be hit, or nothing, is what takes or gives most. */
function causeAt(entry: Entry, limit: number, y: number): Cause | null {
  if (!isTold(entry)) return null;
  const axis = { ...PLOT, low: -limit, high: limit };
  const blocks = stackBlocks(entry, limit);
  const hit = blocks.find(({ from, to }) =>
    y >= Math.min(signedY(axis, from), signedY(axis, to)) && y <= Math.max(signedY(axis, from), signedY(axis, to)));
  const largest = [...blocks].sort((one, other) => Math.abs(other.to - other.from) - Math.abs(one.to - one.from))[0];
  return (hit ?? largest)?.cause ?? null;
}

function stepName(step: number, t: Host['services']['t']) {
  return step === 0 ? t('ledger_card.into_start') : `t = ${step + 1} → ${step}`;
}

function tipAt(entries: Entry[], step: number, t: Host['services']['t']): import('../../ui/time_view.ts').Tip {
  const entry = entries[step];
  if (!isTold(entry)) return { head: stepName(step, t), lines: [['', t('ledger_card.nothing')]] };
  return {
    head: stepName(step, t),
    lines: [
      ...(isPlain(entry)
        ? partsOf(entry).map(([cause, value]) => [t(`ledger_card.${cause}`), decibels(value)] as [string, string])
        : pathLines(entry, t)),
      [t('ledger_card.gain'), `${decibels(entry.gain)} = ×${threeFigures(ratioOf(entry.gain))}`],
    ],
  };
}

/** Of each path its share, its own gain, and what lies between the two. */
function pathLines(
  { through, around, throughGain, aroundGain, cosine }: Entry,
  t: Host['services']['t'],
): [string, string][] {
  return [
    [t('ledger_card.through'), `${percent(through)} · ${decibels(throughGain)}`],
    [t('ledger_card.around'), `${percent(around)} · ${decibels(aroundGain)}`],
    [t('ledger_card.angle'), angleWords(cosine)],
  ];
}

function angleWords(cosine: number) {
  return Number.isNaN(cosine) ? '–' : `${Math.round((Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI)}°`;
}

/** @returns those that have a part in any step */
function causesIn(entries: Entry[]): Cause[] {
  const seen = new Set(entries.filter(isTold).flatMap((entry) => partsOf(entry).map(([cause]) => cause)));
  return CAUSES.filter((cause) => seen.has(cause));
}

function tableFor(entries: Entry[], t: Host['services']['t']) {
  const own = (cause: string) => `${t(`ledger_card.${cause}`)}, dB`;
  const share = (path: string) => t('ledger_card.share', { path: t(`ledger_card.${path}`) });
  const plain = entries.filter(isTold).every(isPlain);
  const heads = [
    t('ledger_card.step'), own('slope'), own('weight'),
    ...(plain ? [] : [own('through'), share('through'), own('around'), share('around'), t('ledger_card.angle')]),
    own('gain'), t('ledger_card.factor'),
  ];
  const cells = (entry: Entry) => [
    ...[entry.slope, entry.weight].map((value) => decibels(value, 1, false)),
    ...(plain ? [] : [
      decibels(entry.throughGain, 1, false), percent(entry.through), decibels(entry.aroundGain, 1, false),
      percent(entry.around), angleWords(entry.cosine),
    ]),
    decibels(entry.gain, 1, false), isTold(entry) ? `×${threeFigures(ratioOf(entry.gain))}` : '–',
  ];
  return tableOf(heads, entries.map((entry, step) => [stepName(step, t), ...cells(entry)]).reverse());
}

function captionOf(entries: Entry[], { state, count, facts }: Subject, t: Host['services']['t']) {
  const average = meanEntry(handedOn(entries));
  if (!average) return t('ledger_card.nothing');
  const words = [
    t(`ledger_card.caption${average.plain ? '' : '.paths'}`, readings(average)), verdictOf(average, facts, t),
  ];
  const step = state.cursor?.timeStep;
  const here = step !== undefined && step < count ? meanEntry([entries[step]]) : null;
  if (here && step !== undefined) {
    words.push(t(`ledger_card.here${here.plain ? '' : '.paths'}`, { step: stepName(step, t), ...readings(here) }));
  }
  return words.join(' ');
}

function verdictOf(average: Mean, { carries, keep }: Subject['facts'], t: Host['services']['t']) {
  const cause = largestLoss(average);
  // There it is no activation that bends the way back.
  if (cause === 'slope' && carries === 'state') return t('ledger_card.most.read_out');
  if (cause === 'around' && keep) return t('ledger_card.most.kept', { gate: keep });
  return t(`ledger_card.most.${cause ?? 'none'}`);
}

function readings({ slope, weight, gain, through, around, lostThrough, lostAround }: Mean) {
  return {
    slope: decibels(slope), weight: decibels(weight), gain: decibels(gain), factor: threeFigures(ratioOf(gain)),
    through: decibels(lostThrough),
    around: decibels(lostAround), shareThrough: percent(through), shareAround: percent(around),
  };
}
