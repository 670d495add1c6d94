/** Every measurement that has a card of its own, by the kind of its panel. @import { Measurement } from '../measurement_card.js' */

import { contributions } from './contributions.js';
import { gates } from './gates.js';
import { health } from './health.js';
import { jacobian } from './jacobian.js';
import { lags } from './lags.js';
import { ledger } from './ledger.js';
import { lyapunov } from './lyapunov.js';
import { norms } from './norms.js';
import { saliency } from './saliency.js';
import { triangle } from './triangle.js';

/** @type {ReadonlyMap<string, Measurement>} */
export const MEASUREMENTS = new Map([triangle, ledger, lags, contributions, saliency, gates, health, jacobian, lyapunov, norms].map((measurement) => [measurement.kind, measurement]));
