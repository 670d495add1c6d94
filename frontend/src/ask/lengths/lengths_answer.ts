/** What was found at other lengths, where it stands: curves over the length, a caption, the same numbers as a table. */

import type { Translate } from '../../core/model/types.ts';
import { lengthsFigure } from './lengths_figure.ts';
import { captionWords, lengthsTable, type Found } from './lengths_words.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { LANE_LETTERS, tokens } from '../../draw/tokens.ts';
import { laneName } from '../../core/text/lane.ts';
import { whole } from '../../core/text/number.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { el, setText } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { createPlotlyFigure } from '../plotly_figure.ts';

/** Pixels of the picture. */
const HEIGHT = 260;

/** @param root whose visibility decides whether anything is drawn */
export function createLengthsAnswer(root: HTMLElement, t: Translate) {
  const frame = createAnswerFrame();
  const canvas = el('div', { class: 'lengths-chart', role: 'img' });
  const chart = createPlotlyFigure(canvas, t, () => redraw.request());
  frame.figure.append(canvas, chart.notice);
  let shown: Found | null = null;

  const redraw = createRedraw(root, draw);
  const resize = new ResizeObserver(() => void (canvas.childElementCount && canvas.offsetParent && redraw.hurry()));
  resize.observe(canvas);

  function renderWords(found: Found) {
    const words = captionWords(found, t);
    const names = found.run.experiment.lanes.map((lane) => el('span', { class: 'reading' }, laneName(lane, t)));
    frame.legend.replaceChildren(...names.map((name, number) => laneKey(number, 'line', name)));
    setText(frame.caption, words);
    canvas.setAttribute('aria-label', words);
    frame.setTable(() => lengthsTable(found, t));
  }

  function draw() {
    const found = shown;
    if (found) chart.draw(() => figureOf(found, t));
  }

  return {
    frame,
    /** @param found null: nothing is measured */
    show(found: Found | null) {
      shown = found;
      if (found) renderWords(found);
      redraw.request();
    },
    end() {
      redraw.end();
      resize.disconnect();
      chart.end();
    },
  };
}

function figureOf({ measured, run, quantity }: Found, t: Translate) {
  const trained = Number(run.experiment.task.length);
  return lengthsFigure(measured, run.facts.task, {
    quantity, trained, height: HEIGHT, tokens: tokens(),
    words: {
      length: t('try.lengths.length'), trained: t('try.lengths.trained', { length: trained }),
      chance: t('try.lengths.chance'), floor: t('try.lengths.floor'), update: (step) => whole(step),
      value: (lane) => t('try.lengths.hover', { lane: LANE_LETTERS[lane] }),
    },
  });
}
