/** Words by id in two languages; `{name}` in a text is filled from the parameters. */

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
 * @param {(path: string) => Promise<Response>} get
 * @returns {Promise<Record<Language, Words>>}
 */
export async function loadWords(get = (path) => fetch(path)) {
  const load = async (/** @type {Language} */ language) => /** @type {Words} */ (await (await get(`text/${language}.json`)).json());
  const [en, ko] = await Promise.all([load('en'), load('ko')]);
  return { en, ko };
}
