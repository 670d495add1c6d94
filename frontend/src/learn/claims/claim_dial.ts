/** The number of a claim that is turned for all its models at once. */

import type { Claim } from '../../core/model/claim.ts';
import type { State, Translate } from '../../core/model/types.ts';
import { el } from '../../ui/dom.ts';

/** @param turn called with its new value */
export function createClaimDial(t: Translate, turn: (value: number) => void) {
  const root = el('label', { class: 'claim-dial' });

  /** It stays where it has been turned to: it is made anew in another language alone. */
  function render({ dial }: Claim, { language }: State) {
    root.hidden = !dial;
    if (!dial || root.dataset.language === language) return;
    root.dataset.language = language;
    const value = el('output', {}, String(dial.value));
    const slider = el('input', {
      type: 'range',
      min: String(dial.minimum),
      max: String(dial.maximum),
      step: '0.01',
      value: String(dial.value),
      oninput: () => {
        value.textContent = slider.value;
        turn(Number(slider.value));
      },
    });
    root.replaceChildren(el('span', {}, t('claims.dial')), slider, value);
  }

  return { root, render };
}
