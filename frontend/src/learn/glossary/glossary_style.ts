/** The looks of terms, definitions and list, which no first picture needs. */

import { addStyle } from '../../core/actions/style_sheet.ts';
import { pageFile } from '../../page_file.ts';

export function addGlossaryStyle() {
  addStyle(pageFile('styles/glossary.css'));
}
