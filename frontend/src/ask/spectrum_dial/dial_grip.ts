/** The hand on the dial: it turns the whole matrix, or takes one eigenvalue along its radius, by pointer or by keys. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { eigenvalues, spectralRadius, type Point } from '../../core/model/eigenvalue_trails.ts';
import { matrixOf, seenIn, withBlock, type Seen } from './dial_matrix.ts';
import { scaled, withMoved } from './dial_model.ts';
import { pointAt, reachOf } from './dial_picture.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';

/** Of the radius that a key changes. */
const STEP = 0.02;
/** Of the radius that an eigenvalue is dragged to. */
const MOST = 3;
const ROUND: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };
const OUT: Record<string, number> = { ArrowUp: STEP, ArrowDown: -STEP };

/** the matrix as it was when somebody took hold of it; `held`: which eigenvalue, null: all of it */
type Grip = { matrix: number[][], own: Point[], held: number | null };

export function createGrip(
  store: Store<State>,
  { t, actions }: Services,
  circle: SVGElement,
  onChange: () => void,
) {
  const note = el('p', { class: 'try-problem', hidden: true });
  let grip: Grip | null = null;
  /** Which eigenvalue the keys move. */
  let chosen = 0;
  let dragging = false;
  let reach = 1.25;

  /** @param held which eigenvalue; null: the whole matrix @param wanted its radius, or the largest */
  function turn(held: number | null, wanted: number) {
    const state = store.get();
    const seen = seenIn(state);
    if (!grip || grip.held !== held) grip = gripOf(seen);
    if (!grip) return;
    grip.held = held;
    const turned = turnedOf(grip, wanted);
    const problem = typeof turned === 'string' ? turned : null;
    note.hidden = problem === null;
    setText(note, problem ? t(problem) : '');
    if (typeof turned === 'string') return;
    const experiment = seen && withBlock(state.experiment, seen, turned);
    if (experiment) actions.edit(experiment);
  }

  function letGo() {
    dragging = false;
    grip = null;
    onChange();
  }

  circle.addEventListener('pointerdown', (event) => {
    grip = gripOf(seenIn(store.get()));
    if (!grip) return;
    const [x, y] = pointAt(circle, event, reach);
    const distances = grip.own.map(([real, imaginary]) => Math.hypot(real - x, Math.abs(imaginary) - Math.abs(y)));
    chosen = distances.indexOf(Math.min(...distances));
    dragging = true;
    grip.held = chosen;
    circle.setPointerCapture(event.pointerId);
    onChange();
  });
  circle.addEventListener('pointermove', (event) => {
    if (dragging) turn(chosen, Math.min(MOST, Math.hypot(...pointAt(circle, event, reach))));
  });
  for (const kind of ['pointerup', 'pointercancel']) circle.addEventListener(kind, letGo);
  circle.addEventListener('keydown', press);
  circle.addEventListener('keyup', () => void (dragging || letGo()));

  function press(event: KeyboardEvent) {
    const [by, out] = [ROUND[event.key], OUT[event.key]];
    const seen = seenIn(store.get());
    const own = grip?.own ?? gripOf(seen)?.own ?? [];
    const taken = by !== undefined || out !== undefined;
    if (event.ctrlKey || event.metaKey || event.altKey || !taken || !own.length) return;
    event.preventDefault();
    event.stopPropagation();
    grip = null;
    if (by !== undefined) {
      chosen = (chosen + by + own.length) % own.length;
    } else {
      const present = eigenvalues(seen?.data ?? null, 0) ?? own;
      turn(chosen, Math.max(0.01, Math.hypot(...(present[chosen] ?? own[chosen])) + out));
    }
    onChange();
    say(own[chosen]);
  }

  function say([real, imaginary]: Point) {
    const angle = Math.round((Math.atan2(imaginary, real) * 180) / Math.PI);
    const text = t('try.dial.held', { radius: threeFigures(Math.hypot(real, imaginary)), angle });
    store.set({ announcement: { text, assertive: false } });
  }

  return {
    note, letGo,
    isHeld: () => grip !== null,
    turnAll: (radius: number) => turn(null, radius),
    /** Which of the eigenvalues is held, and how far the picture reaches: it keeps still under the hand. */
    look(own: readonly Point[]): { held: number | null, reach: number } {
      if (!dragging && !grip) reach = reachOf(own);
      const held = Math.max(0, Math.min(grip?.held ?? chosen, own.length - 1));
      return { held: document.activeElement === circle || dragging ? held : null, reach };
    },
  };
}

/** @returns null where there is nothing to take hold of */
function gripOf(seen: Seen | null): Grip | null {
  const matrix = seen && matrixOf(seen);
  const own = seen && eigenvalues(seen.data, 0);
  return matrix && own?.length ? { matrix: matrix.block, own, held: null } : null;
}

/** @param wanted radius of what is held @returns the matrix, or what keeps it from being turned */
function turnedOf({ matrix, own, held }: Grip, wanted: number): number[][] | 'try.dial.zero' | 'try.dial.defective' {
  const before = held === null ? spectralRadius(own) : Math.hypot(...own[held]);
  if (!(before > 0)) return 'try.dial.zero';
  if (held === null) return scaled(matrix, wanted / before);
  return withMoved(matrix, own[held], wanted / before) ?? 'try.dial.defective';
}
