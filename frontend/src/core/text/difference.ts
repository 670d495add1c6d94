/** What a lane changes of another one, in words: "as A, but forget bias 3". */

import type { Comparison, Difference } from '../model/difference.ts';
import type { Translate } from '../model/types.ts';
import { derivedValue } from '../model/derived.ts';
import { choiceText } from '../model/controls_plan.ts';
import { laneLetter } from './lane.ts';
import { knobFigures, whole } from './number.ts';

/** Families whose choices do not say what they are a choice of. */
const NAMED = new Set(['clip', 'bptt']);
/** So many are said one by one. */
const MOST = 2;

/** @returns short enough for a title */
export function comparisonWords({ lane, differences, from }: Comparison, t: Translate): string {
  const letter = laneLetter(lane);
  if (from !== undefined) {
    return t('branch.title_words', { lane: letter, step: whole(from), changes: changeWords(differences, t) });
  }
  if (!differences.length) return t('race.same', { lane: letter });
  if (differences.length > MOST) return t('race.many', { lane: letter, count: differences.length });
  return t(
    'race.but', { lane: letter, changes: differences.map((each) => differenceWords(each, t)).join(t('race.join')) },
  );
}

/** @returns all of it, and what it is good for */
export function comparisonHelp({ lane, differences, from }: Comparison, t: Translate): string {
  const letter = laneLetter(lane);
  if (from !== undefined) {
    return t('branch.title_words.help', { lane: letter, step: whole(from), changes: changeWords(differences, t) });
  }
  if (!differences.length) return t('race.same.help', { lane: letter });
  const changes = differences.map((each) => differenceWords(each, t)).join(t('race.join'));
  return t(
    differences.length === 1 ? 'race.but.help' : 'race.many.help', { lane: letter, changes, count: differences.length },
  );
}

/** @returns all of them, or that there are none */
export function changeWords(differences: Difference[], t: Translate): string {
  return differences.map((each) => differenceWords(each, t)).join(t('race.join')) || t('branch.nothing');
}

export function differenceWords(difference: Difference, t: Translate) {
  switch (difference.kind) {
    case 'choice': return choiceWords(difference, t);
    case 'field': return `${insideSentence(t(`${difference.field.text}.label`))} ${valueWords(difference, t)}`;
    case 'weights': return t('race.weights');
    case 'clamps': return t('race.held');
    case 'changes': return t('race.turned');
  }
}

/** "GRU" says what it is, "off" does not: "gradient clip off". */
function choiceWords({ family, value }: Extract<Difference, { kind: 'choice' }>, t: Translate) {
  const chosen = t(`${family}.${value}.label`);
  return NAMED.has(family) ? `${insideSentence(t(`field.${family}.label`))} ${chosen}` : chosen;
}

/** "Forget bias" → "forget bias", but W_hh as it is. */
function insideSentence(label: string) {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label[0].toLowerCase() + label.slice(1) : label;
}

function valueWords({ field, part, value }: Extract<Difference, { kind: 'field' }>, t: Translate) {
  const shown = value ?? derivedValue(part, field);
  if (shown === null || shown === undefined) return t('race.unset');
  if (field.type === 'matrix' || isLong(shown)) return t('race.another');
  if (Array.isArray(shown)) return shown.join(', ');
  if (typeof shown === 'boolean') return t(shown ? 'race.on' : 'race.off');
  if (typeof shown === 'number') return knobFigures(shown);
  return field.type === 'choice' ? t(`${choiceText(field, String(shown))}.label`) : String(shown);
}

/** Too long to be told, as the wall of copies writes it. */
function isLong(value: unknown) {
  return typeof value === 'object' && value !== null && 'fingerprint' in value;
}
