/** A plane as a relief that is turned by drag or by arrow keys. */

import type { Context } from '../../draw/squares.ts';
import type { Tokens } from '../../draw/tokens.ts';
import type { Translate } from '../../core/model/types.ts';
import type { Place } from './contour_figure.ts';
import { arrowOf } from '../arrow_keys.ts';
import { headOf, sharesOf, type Arrow, type Mark, type Shown } from './plane_marks.ts';
import { levelAt, levelsOf, reliefOf, type Patch, type Point, type Relief, type View } from './relief.ts';
import { css, mix, parseColor } from '../../draw/colour.ts';
import { el, setAttribute } from '../../ui/dom.ts';
import { setText as setFont } from '../../draw/pen.ts';
import { fitCanvas } from '../../draw/squares.ts';
import { tokens } from '../../draw/tokens.ts';

const FIRST_VIEW = { turn: -38, tilt: 34 };
/** Degrees of one press of an arrow key. */
const TURN = 6;
/** Patches along a path over the surface. */
const PATH = 24;
/** What lies on the surface is drawn so much above it, of its whole height. */
const ABOVE = 0.012;

/** Where a place, in shares of the grid, lies on the picture: on the surface. */
type Lift = (share: Place) => Point;

/** @param onTurn seen from elsewhere */
export function createPlaneRelief(t: Translate, onTurn: () => void) {
  const canvas = el('canvas');
  const root = el(
    'div',
    {
      class: 'relief', role: 'slider', tabIndex: 0, 'aria-valuemin': -180, 'aria-valuemax': 180, hidden: true,
      onkeydown: turnByKey, onpointerdown: grab, onpointermove: drag, onpointerup: release, onpointercancel: release
    },
    canvas
  );
  let view: View = { ...FIRST_VIEW };
  let held: { x: number, y: number, view: View } | null = null;

  function turnTo({ turn, tilt }: View) {
    view = { turn: ((((turn + 180) % 360) + 360) % 360) - 180, tilt: Math.max(8, Math.min(86, tilt)) };
    onTurn();
  }

  function turnByKey(event: KeyboardEvent) {
    const [across, up] = arrowOf(event);
    if (across || up) turnTo({ turn: view.turn + across * TURN, tilt: view.tilt + up * TURN });
  }

  function grab(event: PointerEvent) {
    root.setPointerCapture(event.pointerId);
    held = { x: event.clientX, y: event.clientY, view };
  }

  function drag(event: PointerEvent) {
    if (!held) return;
    const [across, down] = [event.clientX - held.x, event.clientY - held.y];
    turnTo({ turn: held.view.turn - across / 2, tilt: held.view.tilt + down / 3 });
  }

  function release() {
    held = null;
  }

  return {
    root,
    setWords() {
      root.setAttribute('aria-label', t('try.plane.turn'));
      setAttribute(root, 'aria-valuenow', String(view.turn));
      const said = { turn: Math.round(view.turn), tilt: Math.round(view.tilt) };
      setAttribute(root, 'aria-valuetext', t('try.plane.view', said));
    },
    paint: (shown: Shown, width: number, height: number) => paintRelief(canvas, width, height, shown, view),
  };
}

function paintRelief(canvas: HTMLCanvasElement, width: number, height: number, shown: Shown, view: View) {
  const { plane, arrows, marks, names } = shown;
  const look = tokens();
  const context = fitCanvas(canvas, width, height);
  const levels = levelsOf(plane.values, plane.y.length, plane.range, plane.logarithmic);
  const { patches, place } = reliefOf(levels, view, width, height);
  const lift = ([along, across]: Place) => place(along, across, levelAt(levels, along, across) + ABOVE);
  paintFloor(context, place, names, height, look);
  paintPatches(context, patches, look);
  for (const arrow of arrows) {
    paintArrow(context, { ...arrow, from: sharesOf(plane, arrow.from), to: sharesOf(plane, arrow.to) }, lift);
  }
  for (const { at, kind } of marks) paintMark(context, { at: sharesOf(plane, at), kind }, lift, look);
}

function paintFloor(context: Context, place: Relief['place'], names: Shown['names'], height: number, look: Tokens) {
  context.beginPath();
  for (const [along, across] of [[0, 0], [1, 0], [1, 1], [0, 1]]) {
    const { x, y } = place(along, across, 0);
    context.lineTo(x, y);
  }
  context.closePath();
  context.strokeStyle = look.lineStrong;
  context.lineWidth = 1;
  context.stroke();
  setFont(context, { size: 12, family: look.fontUi });
  context.fillStyle = look.ink2;
  const near = (sides: [number, number][]) => (
    sides.map(([along, across]) => place(along, across, 0)).reduce((a, b) => (b.y > a.y ? b : a)));
  const [x, y] = [near([[0.5, -0.09], [0.5, 1.09]]), near([[-0.09, 0.5], [1.09, 0.5]])];
  context.fillText(names.x, x.x, Math.min(height - 8, x.y));
  context.fillText(names.y, y.x, Math.min(height - 8, y.y));
}

function paintPatches(context: Context, patches: Patch[], look: Tokens) {
  const [low, high] = [parseColor(look.surface1), parseColor(look.ink2)];
  context.lineJoin = 'round';
  for (const { corners, level } of patches) {
    context.beginPath();
    for (const { x, y } of corners) context.lineTo(x, y);
    context.closePath();
    context.fillStyle = css(mix(low, high, level));
    context.fill();
    context.strokeStyle = look.lineStrong;
    context.globalAlpha = 0.55;
    context.lineWidth = 0.5;
    context.stroke();
    context.globalAlpha = 1;
  }
}

/** @param arrow in shares of the grid */
function paintArrow(context: Context, { from, to, colour, width, dashed }: Arrow, lift: Lift) {
  const [across, up] = [to[0] - from[0], to[1] - from[1]];
  context.beginPath();
  for (let step = 0; step <= PATH; step += 1) {
    const { x, y } = lift([from[0] + (across * step) / PATH, from[1] + (up * step) / PATH]);
    context.lineTo(x, y);
  }
  context.setLineDash(dashed ? [4, 3] : []);
  [context.strokeStyle, context.lineWidth] = [colour, width];
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = colour;
  context.beginPath();
  const before = lift([to[0] - across / PATH, to[1] - up / PATH]);
  for (const { x, y } of headOf(before, lift(to), width)) context.lineTo(x, y);
  context.fill();
}

/** @param mark in shares of the grid; one beyond its frame is not drawn */
function paintMark(context: Context, { at, kind }: Mark, lift: Lift, look: Tokens) {
  if (at.some((share) => share < 0 || share > 1)) return;
  const { x, y } = lift(at);
  const [fill, edge] = kind === 'raw' ? [look.surface0, look.ink1] : [look.ink1, look.surface0];
  context.beginPath();
  context.arc(x, y, kind === 'place' ? 6 : 5, 0, 7);
  [context.fillStyle, context.strokeStyle, context.lineWidth] = [fill, edge, 2];
  context.fill();
  context.stroke();
}
