/** The looks of terms, definitions and list, which no first picture needs. */

import { addStyle } from '../../services/style_sheet.js';
import { pageFile } from '../../page_file.js';

export function addGlossaryStyle() {
  addStyle(pageFile('styles/glossary.css'));
}
