/** What a measured step says, side by side: the unit circle, the needle of its gain, the fan of what products keep. */

import type { LaneFrame } from '../../core/model/types.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { fanOf } from '../../draw/fan.ts';
import { rateWords, type Rate } from '../../core/text/gain.ts';
import { chartPicture } from '../../ui/chart_svg.ts';
import { el, setText } from '../../ui/dom.ts';
import { fanPicture, ROOM } from '../../ui/fan_picture.ts';
import { needlePicture } from './dial_picture.ts';

/** @param below what stands under the needle */
export function createReadout(t: Translate, circle: SVGElement, ...below: HTMLElement[]) {
  const needle = el('div', { class: 'dial-gauge' });
  const gain = el('p', { class: 'dial-gain', role: 'status' });
  const fan = chartPicture(ROOM);
  const middle = el('div', { class: 'dial-middle' }, needle, gain, ...below);
  return {
    columns: [el('div', {}, circle), middle, el('div', {}, fan)],
    /** @param distance that is pointed at; null: none */
    draw({ tensors }: LaneFrame, rate: Rate, lane: number, distance: number | null) {
      needle.replaceChildren(needlePicture(rate.gain));
      setText(gain, rateWords(rate, t));
      const products = tensors.get('jacobian_singular_values');
      fan.replaceChildren(...(products ? fanPicture(fanOf(products, 0), lane, distance, t) : []));
    },
  };
}
