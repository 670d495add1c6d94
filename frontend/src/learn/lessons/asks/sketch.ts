/** Sketching a profile before it is seen, then comparing. */

import type { Asking, AskView } from './ask.ts';
import { profileOf } from '../readings.ts';
import { flatSketch } from '../../../core/model/sketch.ts';
import { el, setText } from '../../../ui/dom.ts';
import { createSketchPad } from '../../../ui/sketch_pad.ts';

export function createSketch({ step: { ask }, store, services: { actions }, words }: Asking): AskView {
  const { lane } = ask as { lane: number };
  const pad = createSketchPad(store, words, { drawing, change: (sketch) => actions.answerLesson({ sketch }) });
  const compare = el('button', { type: 'button', class: 'fix-button', onclick: () =>
    actions.answerLesson({ compared: true, sketch: drawing().sketch }) });

  function drawing() {
    const { lesson, run } = store.get();
    const { sketch = flatSketch(), compared = false } = lesson?.answer ?? {};
    return { lane, sketch, compared, truth: run && compared ? profileOf(run, lane) : null };
  }

  return {
    root: el('div', { class: 'lesson-sketching' }, pad.home, compare),
    update(lesson, state) {
      compare.disabled = (lesson.answer.compared ?? false) || lesson.answer.sketch === undefined;
      setText(compare, words('sketch.compare'));
      pad.draw(state);
    },
    end: pad.end,
  };
}
