/** Words by id in two languages; `{name}` in a text is filled from the parameters. */

import { pageFile } from '../page_file.js';

/** @typedef {'en' | 'ko'} Language */
/** @typedef {Record<string, string>} Words */
/** @typedef {(key: string, params?: Record<string, string | number>) => string} Translate */

/** @type {readonly Language[]} */
export const LANGUAGES = ['en', 'ko'];

/**
 * @param {string} text
 * @param {Record<string, string | number>} params
 */
export function fill(text, params) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/**
 * A missing text shows its id, so that it is seen and found.
 * @param {Record<Language, Words>} dictionaries
 * @param {() => Language} language the language in force
 * @returns {Translate}
 */
export function createTranslate(dictionaries, language) {
  return (key, params = {}) => fill(dictionaries[language()][key] ?? key, params);
}

/**
 * The first language of the list that the page speaks, else English.
 * @param {readonly string[]} preferred as in navigator.languages
 * @returns {Language}
 */
export function preferredLanguage(preferred) {
  for (const tag of preferred) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (found) return found;
  }
  return 'en';
}

/**
 * The words that have been fetched: at first those of the first picture in one language, later those of the parts that are
 * opened, and another language when somebody chooses it.
 *
 * @typedef {ReturnType<typeof createWords>} WordShelf
 */

/** @param {(address: URL) => Promise<Response>} get */
export function createWords(get = (address) => fetch(address)) {
  const dictionaries = /** @type {Record<Language, Words>} */ ({ en: {}, ko: {} });
  const parts = new Set(['']);
  /** @type {Set<Language>} */
  const spoken = new Set();
  /** @type {Map<string, Promise<void>>} by address */
  const asked = new Map();

  /** @param {Language} language @param {string} part */
  async function fetchOne(language, part) {
    const { href } = pageFile(`text/${part && `${part}/`}${language}.json`);
    if (!asked.has(href)) asked.set(href, read(language, href));
    await asked.get(href);
  }

  /** @param {Language} language @param {string} href */
  async function read(language, href) {
    try {
      const response = await get(new URL(href));
      if (!response.ok) throw new Error(`${href} answered ${response.status}.`);
      Object.assign(dictionaries[language], await response.json());
    } catch (error) {
      asked.delete(href);
      throw error;
    }
  }

  async function fetchAll() {
    await Promise.all([...spoken].flatMap((language) => [...parts].map((part) => fetchOne(language, part))));
  }

  return {
    dictionaries,
    /** @param {Language} language from now on its words are there once this has come to its end */
    speak(language) {
      spoken.add(language);
      return fetchAll();
    },
    /** @param {string} part a folder of text/ with a file for each language */
    add(part) {
      parts.add(part);
      return fetchAll();
    },
  };
}
