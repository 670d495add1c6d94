/**
 * What is worth a note, the gravest first. Each rule reads numbers that are on the page, and names the marks that it rests on. Pure.
 *
 * @import { Rule } from './note.d.ts'
 */

import { clipRate } from './rules/clip_rate.js';
import { deadUnits } from './rules/dead_units.js';
import { explosion } from './rules/explosion.js';
import { fading } from './rules/fading.js';
import { gateHalfLife } from './rules/gate_half_life.js';
import { plateau } from './rules/plateau.js';
import { saturation } from './rules/saturation.js';

/** @type {readonly Rule[]} */
export const RULES = [explosion, deadUnits, saturation, clipRate, plateau, fading, gateHalfLife];
