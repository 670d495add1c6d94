/** What a network wrote, every symbol shaded by the probability with which it was drawn. */

import type { RunView, Translate } from '../../core/model/types.ts';
import { piecesOf, typicalProbability } from './written_text_model.ts';
import { css, inkOn, mix, parseColor } from '../../draw/colour.ts';
import { knobFigures, threeFigures, whole } from '../../core/text/number.ts';
import { visible } from '../../core/model/input_rows.ts';
import { el, setText } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS, tokens } from '../../draw/tokens.ts';

/** How much of the lane's hue a certain symbol has: so much that one ink can be read on all shades of a theme. */
const FULL = 0.52;

export function showText(
  frame: ReturnType<typeof import('../../ui/answer_frame.ts').createAnswerFrame>,
  { reply, run, lane, asked }: {
    reply: { text: string, symbols: string[], probabilities: number[] };
    run: RunView;
    lane: number;
    asked: Record<string, any>;
  },
  t: Translate,
  language: string,
) {
  const pieces = piecesOf(reply.text, reply.symbols, reply.probabilities, language);
  const look = tokens();
  const [paper, hue] = [parseColor(look.surface0), parseColor(look.lanes[lane])];
  const shade = (share: number) => mix(paper, hue, share * FULL);
  const shown = (text: string) => visible(text.replace('\n', '↵').replace('\t', '⇥'));
  const words = (piece: typeof pieces[number]) =>
    t('try.write.piece', { piece: shown(piece.text), probability: threeFigures(piece.probability) })
    + (piece.parts.length > 1
      ? ` (${piece.parts.map((part) => `${part.symbol} ${threeFigures(part.probability)}`).join(' · ')})`
      : '');
  const prompt = el('span', { class: 'written-prompt' }, String(asked.prompt));
  const letters = pieces.map((piece) => {
    const colour = shade(piece.probability);
    const letter = el(
      'span', { class: 'written-piece', dataset: { tip: words(piece) } }, piece.text === '\n' ? '↵\n' : piece.text,
    );
    letter.style.backgroundColor = css(colour);
    letter.style.color = inkOn(colour);
    return letter;
  });
  frame.figure.className = 'try-figure written';
  frame.figure.replaceChildren(
    el('p', { class: 'visually-hidden', lang: written(run) }, `${asked.prompt}${reply.text}`),
    el('p', { class: 'written-text', 'aria-hidden': 'true', lang: written(run) }, prompt, ...letters),
  );
  const scale = el('span', { class: 'written-scale', 'aria-hidden': 'true' });
  scale.style.background =
    `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((share) => css(shade(share))).join(', ')})`;
  frame.legend.replaceChildren(
    laneKey(lane, 'line'), el('span', {}, t('try.write.legend')), el('span', { class: 'scale-key' }, '0', scale, '1'),
  );
  const least = pieces.reduce((worst, piece) => (piece.probability < worst.probability ? piece : worst), pieces[0]);
  setText(frame.caption, t('try.write.caption', {
    lane: LANE_LETTERS[lane],
    count: whole(reply.symbols.length), temperature: knobFigures(Number(asked.temperature)), seed: Number(asked.seed),
    typical: threeFigures(typicalProbability(reply.probabilities)),
    chance: threeFigures(1 / run.facts.task.output_size),
    least: shown(least.text), probability: threeFigures(least.probability),
  }));
  frame.setTable(() =>
    tableOf([t('try.write.table.place'), t('try.write.table.piece'), t('try.write.table.probability')],
    pieces.map((piece, index) => [
      whole(index + 1),
      piece.parts.length > 1
        ? `${shown(piece.text)} = ${piece.parts.map(({ symbol }) => symbol).join(' ')}`
        : shown(piece.text),
      threeFigures(piece.probability),
    ])));
}

/** The language of a built-in text. */
function written({ experiment: { task } }: RunView): string | null {
  return task.kind !== 'text' ? null : ({ english: 'en', korean: 'ko' }[String(task.corpus)] ?? null);
}
