/** A figure of Plotly's in an answer: the script is fetched when it first draws, and a notice says so meanwhile. */

import type { Translate } from '../core/model/types.ts';
import { drawFigure, loadPlotly, type Plotly } from '../draw/plotly.ts';
import { el, setText } from '../ui/dom.ts';

/**
 * @param root where it is drawn
 * @param onLoad it can be drawn now
 */
export function createPlotlyFigure(root: HTMLElement, t: Translate, onLoad: () => void) {
  const notice = el('p', { class: 'panel-notice' });
  let plotly: Plotly | null = null;

  function load() {
    setText(notice, t('try.chart.loading'));
    loadPlotly().then((loaded) => {
      plotly = loaded;
      setText(notice, '');
      onLoad();
    }, () => setText(notice, t('try.chart.unavailable')));
  }

  return {
    notice,
    /** @param make called only where it is drawn */
    draw(make: () => { traces: object[], layout: object }) {
      if (plotly) drawFigure(plotly, root, make());
      else load();
    },
    end: () => plotly?.purge(root),
  };
}
