/** What lies over the map of a plane where a place on it can be picked, by pointer or by arrow keys. */

import { arrowOf } from '../arrow_keys.ts';
import { el } from '../../ui/dom.ts';

export interface Picking {
  /** shares of the frame, from its lower left corner */ pick: (x: number, y: number) => void;
  /** steps of the keyboard */ move: (across: number, up: number) => void;
  /** of the place */ words: () => { label: string, words: string };
}

/** Steps of one press with Shift. */
const FAR = 5;

export function createPlanePicker(picking: Picking) {
  const root = el('div', {
    class: 'plane-picker', role: 'slider', tabIndex: 0, 'aria-valuenow': 0,
    onpointerdown: pick, onpointermove: pick, onkeydown: move,
  });

  function pick(event: PointerEvent) {
    if (event.type === 'pointermove' && !(event.buttons & 1)) return;
    if (event.type === 'pointerdown') root.setPointerCapture(event.pointerId);
    const box = root.getBoundingClientRect();
    const share = (value: number) => Math.max(0, Math.min(1, value));
    picking.pick(share((event.clientX - box.left) / box.width), share((box.bottom - event.clientY) / box.height));
  }

  function move(event: KeyboardEvent) {
    const [across, up] = arrowOf(event);
    const steps = event.shiftKey ? FAR : 1;
    if (across || up) picking.move(across * steps, up * steps);
  }

  return {
    root,
    setWords() {
      const { label, words } = picking.words();
      root.setAttribute('aria-label', label);
      root.setAttribute('aria-valuetext', words);
    },
  };
}
