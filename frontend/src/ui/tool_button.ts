import { el } from './dom.ts';
import { icon } from './icons.ts';

/** A button with a picture alone. @param does what it does, for whoever looks for it */
export function toolButton(picture: string, does: string, words: string, onclick: () => void, disabled = false) {
  const dataset = { tip: words, does };
  return el(
    'button', { type: 'button', class: 'tool', 'aria-label': words, disabled, dataset, onclick }, icon(picture),
  );
}
