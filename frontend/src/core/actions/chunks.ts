/**
 * Chunks of the page that are fetched when they are first opened: a module, and where it has them words and style
 * sheets of its own.
 */

import type { Dictionary } from '../text/i18n.ts';
import { addStyle } from './style_sheet.ts';
import { pageFile } from '../../page_file.ts';

/** Words that several chunks use, and the first picture does not. */
const SHARED = 'after';

/**
 * @param complain the chunk cannot be had: the server is gone, or serves another version of the page
 * @returns null where it cannot be had; the next call asks again
 */
export function createChunks(
  dictionary: Pick<Dictionary, 'add'>,
  complain: () => void,
): <T>(load: () => Promise<T>, words?: string, ...styles: string[]) => Promise<T | null> {
  return async (load, words, ...styles) => {
    try {
      const looks = styles.map((name) => addStyle(pageFile(`styles/${name}.css`)));
      const [module] = await Promise.all([load(), words && dictionary.add(words), dictionary.add(SHARED), ...looks]);
      return module;
    } catch {
      complain();
      return null;
    }
  };
}
