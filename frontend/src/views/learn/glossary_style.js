/** The looks of terms, definitions and list, which no first picture needs. */

import { addStyle } from '../../services/style_sheet.js';

export function addGlossaryStyle() {
  addStyle(new URL('../../../styles/glossary.css', import.meta.url));
}
