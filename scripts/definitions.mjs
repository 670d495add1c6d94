/**
 * docs/definitions.md: the glossary's words and the definitions beside them. `node scripts/definitions.mjs` writes it.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { DEFINITIONS, ofWords } from '../frontend/src/learn/glossary/definitions.ts';

const root = new URL('../', import.meta.url);
export const PAGE = new URL('docs/definitions.md', root);

const HEAD = `# Definitions

Every number that the page shows: what it says, as the glossary says it, its formula, what it is of, what it can be, where it ends, and the test that holds it to that.
Made of \`frontend/src/learn/glossary/definitions.ts\` and the glossary by \`node scripts/definitions.mjs\`. Tensors are named as in [protocol.md](protocol.md); [science.md](science.md) has the conventions and the [sources](science.md#sources). Everything is of the update that the page stands at.
`;

/** @returns {string} */
export function definitionsPage() {
  const words = JSON.parse(readFileSync(new URL('frontend/dist/files/text/glossary/en.json', root), 'utf8'));
  const sections = Object.entries(DEFINITIONS).map(([id, quantities]) => {
    const lines = quantities.map((quantity) => lineOf(quantity, words));
    const name = words[`term.${id}.name`];
    return `## ${name}\n\n${words[`term.${id}.text`]}\n\n${lines.join('\n')}\n${sourcesOf(name)}`;
  });
  return [HEAD, ...sections].join('\n');
}

/** The works that the list in docs/science.md names for a term, which stands there in italics. @param {string} term */
function sourcesOf(term) {
  const rows = readFileSync(new URL('docs/science.md', root), 'utf8').matchAll(/^- (.+) · (.+) · (.+)\.$/gm);
  const found = [...rows].flatMap(([, work, identifier, places]) => places.split(/; (?![^()]*\))/)
    .filter((place) => place.includes(`*${term}*`))
    .map((place) => `${work}, ${identifier}, ${place.slice(0, place.indexOf(': '))}`));
  return found.length ? `\nSource: ${found.join('; ')}.\n` : '';
}

/** @param {import('../frontend/src/learn/glossary/definitions.ts').Quantity} quantity @param {Record<string, string>} words */
function lineOf(quantity, words) {
  const { tensors, formula, range, note, test } = quantity;
  const names = tensors.map((name) => `\`${name}\``).join(', ');
  const of = ofWords(quantity).map((id) => words[id]).join(', ');
  return `- ${[names, formula, of, range, note && words[`definition.note.${note}`]].filter(Boolean).join(' · ')}. [test](../${test})`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, definitionsPage());
