/** What became of a perturbation, in words. */

import type { Translate } from '../../core/text/i18n.ts';
import { departure, halvedAt, type Place, type LayerResponse, type Perturbed } from './perturbation_model.ts';
import { threeFigures } from '../../core/text/number.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';

/** Of the highest response: a linear network that is no further away is said to foretell it. */
const NEAR = 0.05;

/** @param layerResponse of the layer in sight @param input name of what the perturbation fell on */
export function perturbedWords(
  perturbed: Perturbed, layerResponse: LayerResponse, place: Place, input: string, t: Translate,
): string {
  const { response } = layerResponse;
  const said = {
    lane: LANE_LETTERS[place.lane], size: threeFigures(place.size), input, time: place.timeStep + 1,
    first: threeFigures(response[place.timeStep]),
    last_time: response.length, last: threeFigures(response[response.length - 1]),
    loss: threeFigures(perturbed.loss), linear: threeFigures(perturbed.linearLoss),
  };
  const apart = departure(layerResponse);
  return [
    t('try.poke.caption', said),
    staysWords(halvedAt(response, place.timeStep), response.length, t),
    t('try.poke.loss', said),
    apart <= NEAR ? t('try.poke.linear') : t('try.poke.bent', { share: threeFigures(100 * apart) }),
  ].join(' ');
}

/** @param halved the time step from which on it stays below half; null: there is no response */
function staysWords(halved: number | null, count: number, t: Translate) {
  if (halved === null) return t('try.poke.still');
  return halved < count ? t('try.poke.halved', { time: halved + 1 }) : t('try.poke.stays');
}
