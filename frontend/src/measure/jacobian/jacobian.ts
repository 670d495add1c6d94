/**
 * The fan of singular values of ∂s_T/∂s_t: which directions of the state still matter at the end, which have died,
 * which have grown.
 */

import type { Host, Measurement, Subject } from '../../ui/measurement_card.ts';
import { fanOf, hundredth, type Fan } from '../../draw/fan.ts';
import { watch } from '../../core/model/select.ts';
import { threeFigures } from '../../core/text/number.ts';
import { chartPicture } from '../../ui/chart_svg.ts';
import { fanPicture, ROOM } from '../../ui/fan_picture.ts';
import { tableOf } from '../../ui/panel_frame.ts';

export const jacobian: Measurement = {
  kind: 'jacobian', place: 'side', layered: true, needs: ['jacobian_singular_values'], create,
};

function create({ frame, store, redraw, services: { t } }: Host) {
  const picture = chartPicture(ROOM);
  frame.figure.append(picture);
  const unwatch = watch(store, ({ cursor }) => [cursor?.timeStep], redraw);

  return {
    draw(subject: Subject) {
      const fan = fanOf(subject.tensor('jacobian_singular_values'), subject.layer);
      const step = subject.state.cursor?.timeStep;
      const distance = step === undefined || step >= fan.count ? null : fan.count - 1 - step;
      frame.legend.replaceChildren();
      picture.replaceChildren(...fanPicture(fan, subject.lane, distance, t));
      frame.setCaption(captionOf(fan, distance, t));
      frame.setTable(() => tableOf([t('jacobian_card.distance'), ...fan.lines.map(({ rank }) => `σ${rank + 1}`)],
        Array.from({ length: fan.count }, (_, back) =>
          [String(back), ...fan.lines.map(({ values }) => threeFigures(values[back]))])));
    },
    clear: () => picture.replaceChildren(),
    end: unwatch,
  };
}

function captionOf(fan: Fan, distance: number | null, t: Host['services']['t']) {
  const [largest, smallest] = [fan.lines[0], fan.lines[fan.lines.length - 1]];
  const back = distance ?? fan.count - 1;
  const words = [t('jacobian_card.caption', {
    distance: back, largest: threeFigures(largest.values[back]), smallest: threeFigures(smallest.values[back]),
  })];
  const found = hundredth(fan);
  if (found) words.push(t(found.grows ? 'jacobian_card.grown' : 'jacobian_card.shrunk', { distance: found.distance }));
  else words.push(t('jacobian_card.kept'));
  return words.join(' ');
}
