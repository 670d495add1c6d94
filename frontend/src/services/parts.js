/**
 * Parts of the page that are fetched when they are first opened: a module, and where it has them words and style sheets of its own.
 *
 * @import { WordShelf } from '../text/i18n.js'
 */

import { addStyle } from './style_sheet.js';
import { pageFile } from '../page_file.js';

/** Words that several parts use, and the first picture does not. */
const SHARED = 'after';

/**
 * @param {Pick<WordShelf, 'add'>} shelf
 * @param {() => void} complain the part cannot be had: the server is gone, or serves another version of the page
 * @returns {<T>(load: () => Promise<T>, words?: string, ...styles: string[]) => Promise<T | null>} null where it cannot be had; the next call asks again
 */
export function createParts(shelf, complain) {
  return async (load, words, ...styles) => {
    try {
      const looks = styles.map((name) => addStyle(pageFile(`styles/${name}.css`)));
      const [module] = await Promise.all([load(), words && shelf.add(words), shelf.add(SHARED), ...looks]);
      return module;
    } catch {
      complain();
      return null;
    }
  };
}
