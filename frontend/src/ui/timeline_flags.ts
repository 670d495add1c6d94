/**
 * The marks under the film strip: what happened in the run, each at its update or, where several are close, beside it
 * with a tick at its update.
 */

import type { Services, State } from '../core/model/types.ts';
import { markPlaces } from '../core/model/mark_places.ts';
import { runEvents, type RunEvent } from '../core/model/run_events.ts';
import { eventWords } from '../core/text/run_event.ts';
import { el, setAttribute, svg } from './dom.ts';
import { flagPicture } from './flags.ts';

/** Pixels from mark to mark. */
const APART = 15;
const GLYPHS = {
  turned: 'M1,1H9L5,9Z', branch: 'M2.5,0.5V9.5M2.500,3C2.500,6 8,4 8,8.500',
  jump: 'M0.500,7.500L4,7.500L5.500,1.500L9.500,1.500', diverged: 'M1.500,1.500L8.500,8.500M8.500,1.500L1.500,8.500',
} as Record<string, string>;

/** @returns update */
export function createTimelineFlags(
  root: HTMLElement,
  { t, actions }: Pick<Services, 't' | 'actions'>,
): (state: State) => void {
  /** Kept while their events are there: a press is not lost to a redraw. */
  const marks = new Map<string, HTMLElement>();

  function markOf(event: RunEvent) {
    const mark = el('span', {
      class: 'timeline-mark', dataset: { kind: event.kind, lane: String(event.lane), step: String(event.step) },
      onclick: () => actions.scrub(event.step),
    }, picture(event));
    root.append(mark);
    return mark;
  }

  return ({ run, catalog }) => {
    const events = run?.source === 'live' ? runEvents(run) : [];
    const last = Math.max(1, (run?.experiment.steps ?? 2) - 1);
    const { width } = root.getBoundingClientRect();
    const wanted = events.map(({ step }) => (width * step) / last);
    const places = markPlaces(wanted, APART, width);
    const seen = new Set();
    for (const [index, event] of events.entries()) {
      const [same, nth] = [`${run?.id} ${event.kind} ${event.lane} ${event.step}`, events.slice(0, index).filter(
        ({ kind, lane, step }) => kind === event.kind && lane === event.lane && step === event.step,
      ).length];
      const key = `${same} ${nth}`;
      const mark = marks.get(key) ?? markOf(event);
      marks.set(key, mark);
      seen.add(key);
      setAttribute(mark, 'data-tip', eventWords(event, run as NonNullable<State['run']>, catalog, t));
      mark.style.setProperty('--at', `${places[index].toFixed(1)}px`);
      mark.style.setProperty('--aside', `${(wanted[index] - places[index]).toFixed(1)}px`);
      setAttribute(mark, 'data-aside', Math.abs(wanted[index] - places[index]) > 2 ? 'true' : null);
    }
    for (const [key, mark] of marks) {
      if (seen.has(key)) continue;
      mark.remove();
      marks.delete(key);
    }
  };
}

function picture({ kind }: RunEvent) {
  return kind === 'left_chance' || kind === 'solved' ? flagPicture(kind) : timelineGlyph(kind);
}

/** @param kind of an event that has no flag */
export function timelineGlyph(kind: string) {
  return svg(
    'svg', { viewBox: '0 0 10 10', width: 10, height: 10, class: 'timeline-glyph', 'aria-hidden': 'true' },
    svg('path', { d: GLYPHS[kind] }),
  );
}
