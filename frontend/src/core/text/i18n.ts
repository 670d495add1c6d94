/** Words by id in two languages; `{name}` in a text is filled from the parameters. */

import { pageFile } from '../../page_file.ts';

export type Language = 'en' | 'ko';
export type Words = Record<string, string>;
export type Translate = (key: string, params?: Record<string, string | number>) => string;

export const LANGUAGES: readonly Language[] = ['en', 'ko'];

export function fill(text: string, params: Record<string, string | number>) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/**
 * A missing text shows its id, so that it is seen and found.
 * @param language the language in force
 */
export function createTranslate(dictionaries: Record<Language, Words>, language: () => Language): Translate {
  return (key, params = {}) => fill(dictionaries[language()][key] ?? key, params);
}

/** The text under an id, or under the next id where the first has none. */
export function firstText(t: Translate, keys: string[], params: Record<string, string | number>): string {
  const found = keys.find((key) => t(key) !== key);
  return found ? t(found, params) : '';
}

/**
 * The first language of the list that the page speaks, else English.
 * @param preferred as in navigator.languages
 */
export function preferredLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (found) return found;
  }
  return 'en';
}

/**
 * The words that have been fetched: at first those of the first picture in one language, later those of the parts that
 * are opened, and another language when somebody chooses it.
 */
export type Dictionary = ReturnType<typeof createWords>;

export function createWords(get: (address: URL) => Promise<Response> = (address) => fetch(address)) {
  const dictionaries = { en: {}, ko: {} } as Record<Language, Words>;
  const parts = new Set(['']);
  const spoken = new Set<Language>();
  /** by address */
  const asked = new Map<string, Promise<void>>();

  async function fetchOne(language: Language, part: string) {
    const { href } = pageFile(`text/${part && `${part}/`}${language}.json`);
    if (!asked.has(href)) asked.set(href, read(language, href));
    await asked.get(href);
  }

  async function read(language: Language, href: string) {
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
    /** @param language from now on its words are there once this has come to its end */
    speak(language: Language) {
      spoken.add(language);
      return fetchAll();
    },
    /** @param part a folder of text/ with a file for each language */
    add(part: string) {
      parts.add(part);
      return fetchAll();
    },
  };
}
