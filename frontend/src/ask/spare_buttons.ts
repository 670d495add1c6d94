/** Buttons of what is trained in spare time: one goes on or rests, two give what is there as a file. */

import type { Experiment, Translate } from '../core/model/types.ts';
import { download, fileName } from '../ui/download.ts';
import { setAttribute, setText } from '../ui/dom.ts';
import { smallButton } from './settings.ts';

type Ending = 'json' | 'csv';
export interface Spare {
  working: () => boolean;
  work: () => void;
  stop: () => void;
  /** somebody has pressed the button */ onPress: () => void;
  /** null: there is nothing to give */ file: (ending: Ending) => { of: Experiment, text: string } | null;
}

const TYPES = { json: 'application/json', csv: 'text/csv' };

/** @param name of the question: in its words and in the names of its files */
export function createSpareButtons(name: string, t: Translate, { working, work, stop, onPress, file }: Spare) {
  const [fill, json, csv] = [onFill, () => save('json'), () => save('csv')].map(smallButton);
  /** Somebody wants no more for now. */
  let paused = false;

  function onFill() {
    paused = working();
    if (paused) stop();
    else work();
    onPress();
  }

  function save(ending: Ending) {
    const made = file(ending);
    if (made) download(fileName(made.of, ending, name), new Blob([made.text], { type: TYPES[ending] }));
  }

  return {
    fill, json, csv,
    paused: () => paused,
    /** Something else is trained from now on. */
    goOn() {
      paused = false;
    },
    /** @param left whether there is anything to train */
    render(left: boolean) {
      fill.hidden = !working() && !left;
      setHelpedText(fill, t, `try.${name}.${working() ? 'pause' : 'fill'}`);
      setHelpedText(json, t, `try.${name}.json`);
      setHelpedText(csv, t, `try.${name}.csv`);
    },
  };
}

/** The words of a button, and those that explain it. */
export function setHelpedText(button: HTMLElement, t: Translate, key: string) {
  const help = t(`${key}.help`);
  setText(button, t(key));
  setAttribute(button, 'aria-description', help);
  button.dataset.tip = help;
}
