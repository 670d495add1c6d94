/** Every word of the page in one language: those of the first picture and those of the parts that come later. */

import { readdirSync, readFileSync } from 'node:fs';

const text = new URL('../../../frontend/dist/files/text/', import.meta.url);

/** @param {string} language @returns {Record<string, string>} */
export function wordsOf(language) {
  return Object.assign({}, ...wordFiles().map((folder) => JSON.parse(readFileSync(new URL(`${folder}${language}.json`, text), 'utf8'))));
}

/** @returns {string[]} the folders that hold a file for each language, '' for the first */
export function wordFiles() {
  return ['', ...readdirSync(text, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`)];
}
