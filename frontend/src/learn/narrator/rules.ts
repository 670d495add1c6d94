/**
 * What is worth a note, the gravest first. Each rule reads numbers that are on the page, and names the marks that it
 * rests on. Pure.
 */

import type { Rule } from '../../core/model/note.ts';
import { clipRate } from './rules/clip_rate.ts';
import { deadUnits } from './rules/dead_units.ts';
import { explosion } from './rules/explosion.ts';
import { fading } from './rules/fading.ts';
import { gateHalfLife } from './rules/gate_half_life.ts';
import { plateau } from './rules/plateau.ts';
import { saturation } from './rules/saturation.ts';

export const RULES: readonly Rule[] = [explosion, deadUnits, saturation, clipRate, plateau, fading, gateHalfLife];
