/**
 * Where a text uses a term of the glossary: the longest term at each place, whole words in English, in Korean the word
 * without the particle that is glued to it.
 */

/** an entry in one language; the term is one of its words */
export type Words = { term: string, words: string[], text: string, unit: string | null };
/** by id */
export type Glossary = Readonly<Record<string, Words>>;
export type Found = { start: number, end: number, id: string };
/** in the order of the text, none over another */
export type Find = (text: string) => Found[];

/**
 * What may follow a Korean noun and belong to it: a particle or the copula. What else follows makes another word of it.
 */
const ENDINGS = [
  '은', '는', '이', '가', '을', '를', '의', '와', '과', '도', '만', '로', '으로', '에', '에서',
  '에는', '에서는', '에도', '에만', '에게', '까지', '까지도', '부터', '마다', '마다의', '보다', '처럼', '밖에', '뿐', '뿐만', '으로는', '로는', '으로만', '로만',
  '이나',
  '나', '이며', '며', '이고', '고', '이라', '라', '이라고', '라고', '이란', '란', '이면', '면', '인', '일', '이어도', '여도', '입니다', '이다', '이었다',
  '이므로',
  '므로', '이지', '이지만', '지만', '들', '들은', '들이', '들을', '들의', '들에', '별', '당', '쯤', '하나', '하고', '하는', '하면', '하며', '하지', '하지만',
  '하므로', '하기', '하는지', '할', '할지를', '합니다', '하여', '만큼', '만큼만', '만으로', '만으로도', '만으로는', '만이', '에서만', '인지',
  '라면', '로도', '으로도', '라는', '이라는', '되거나', '되어', '시킵니다', '시키는', '했을', '된', '되는', '되면', '됩니다', '되었고', '되었습니다', '했습니다', '한',
];
/** Symbols as they stand in running text, with small digits for indices, and the entry that they stand for. */
const SYMBOLS: readonly (readonly [string, string])[] = [
  ['‖?∂[Lℓ][ᵢ₀-₉]*/∂\\p{L}[ₜₛ₀-₉]*‖?', 'gradient'], ['h[ₜ₀-₉]+', 'hidden_state'],
];
const HANGUL = /\p{Script=Hangul}/u;

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export function createFind(glossary: Glossary): Find {
  const ids = new Map<string, string>();
  for (const [id, { words }] of Object.entries(glossary)) for (const word of words) ids.set(word.toLowerCase(), id);
  const words = [...ids.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp([
    // A Korean counter stands right behind its number.
    ...among(words.filter((word) => HANGUL.test(word)), '\\p{L}_', `(?=(?:${ENDINGS.join('|')})?(?![\\p{L}\\p{N}]))`),
    ...among(words.filter((word) => !HANGUL.test(word)), '\\p{L}\\p{N}_', '(?![\\p{Script=Latin}\\p{N}_])'),
    ...SYMBOLS.map(([sign, id]) => `(?<![\\p{L}\\p{N}_∂])(?<${id}>${sign})(?![\\p{Script=Latin}\\p{N}_])`),
  ].join('|'), 'giu');
  return (text) => [...text.matchAll(pattern)].map(({ 0: word, index, groups = {} }) => (
    { start: index, end: index + word.length, id: ids.get(word.toLowerCase())
      ?? (Object.keys(groups).find((id) => groups[id] !== undefined) as string) }));
}

/** Words, if any, that no letter of `before` stands in front of: asked once a place, not once a word. */
function among(words: string[], before: string, after: string): string[] {
  return words.length ? [`(?<![${before}])(?:${words.map(escaped).join('|')})${after}`] : [];
}
