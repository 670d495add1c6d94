/** What is chosen in the picture of the wires: one of them, and a unit whose wires are in sight, and the rest fades. */

import { firstUnit, isCrowded, wiresAt, type Network } from './wires_layout.ts';
import { showNear, type Drawn } from './wires_picture.ts';

/** @param changed another wire, or none, is chosen */
export function createWiresChoice(picture: SVGElement, drawnNow: () => Drawn | null, changed: () => void) {
  let wire = -1;
  /** Of a crowded picture there always is one. */
  let unit = -1;

  function choose(index: number) {
    wire = index;
    changed();
  }

  /** The wires of one unit, and the rest fades; of −1 all wires. */
  function showUnit(index: number) {
    const drawn = drawnNow();
    if (!drawn) return;
    unit = index;
    showNear(picture, drawn, index);
    choose(-1);
  }

  /** All wires again, where they can be told apart. */
  function showNoUnit() {
    if (picture.classList.contains('is-crowded')) choose(-1);
    else showUnit(-1);
  }

  function pointAt(index: number) {
    if (unit >= 0) showNoUnit();
    choose(index);
  }

  /** From unit to unit across, and along the wires of one; without one along all of them. @param by 1 or −1 */
  function walk({ wires, lines }: Drawn, by: number, across: boolean) {
    if (unit >= 0 && across) showUnit(following([...wires.nodes.keys()], unit, by));
    else if (unit < 0 && !across) showUnit(firstUnit(wires));
    else choose(following(unit < 0 ? [...lines.keys()] : wiresAt(wires, unit), wire, by));
  }

  /** Another picture is there. */
  function fit(built: Drawn, network: Network) {
    if (!isCrowded(network)) unit = -1;
    else if (unit < 0 || unit >= built.nodes.length) unit = firstUnit(built.wires);
    showNear(picture, built, unit);
    if (wire >= built.lines.length) wire = -1;
  }

  picture.addEventListener('pointerleave', ({ pointerType }) => {
    if (pointerType !== 'touch') showNoUnit();
  });

  return { showUnit, showNoUnit, pointAt, walk, fit, wire: () => wire, unit: () => unit };
}

/** The next of some numbers, round and round; from none of them the first, or the last. */
function following(numbers: number[], now: number, by: number) {
  const place = numbers.indexOf(now);
  return numbers[((place < 0 && by < 0 ? 0 : place) + by + numbers.length) % numbers.length];
}
