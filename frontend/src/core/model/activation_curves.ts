/** The ten activation functions h = f(z) and their slopes f′(z), as the cells compute them. */

export type Curve = { value: (z: number) => number, slope: (z: number) => number };

/** h = sgn(z) max(0, |z| + b): the identity at b = 0. @param threshold b */
export function modReluCurve(threshold: number): Curve {
  const passes = (z: number) => Math.abs(z) + threshold > 0;
  return { value: (z) => (passes(z) ? z + Math.sign(z) * threshold : 0), slope: (z) => (z !== 0 && passes(z) ? 1 : 0) };
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

export const ACTIVATION_CURVES: Record<string, Curve> = {
  tanh: { value: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
  sigmoid: { value: sigmoid, slope: (z) => sigmoid(z) * (1 - sigmoid(z)) },
  relu: { value: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: { value: (z) => (z > 0 ? z : 0.01 * z), slope: (z) => (z > 0 ? 1 : 0.01) },
  elu: { value: (z) => (z > 0 ? z : Math.expm1(z)), slope: (z) => (z > 0 ? 1 : Math.exp(z)) },
  softsign: { value: (z) => z / (1 + Math.abs(z)), slope: (z) => 1 / (1 + Math.abs(z)) ** 2 },
  hard_tanh: { value: (z) => Math.max(-1, Math.min(1, z)), slope: (z) => (z > -1 && z < 1 ? 1 : 0) },
  gelu: { value: (z) => z * normalShare(z), slope: (z) => normalShare(z) + z * normalDensity(z) },
  sine: { value: Math.sin, slope: Math.cos },
  identity: { value: (z) => z, slope: () => 1 },
};

/**
 * Of cells that leave no choice; a modReLU bends by a threshold of each unit's own, and is the identity at threshold 0.
 */
const FIXED: Record<string, string> = {
  irnn: 'relu', nprnn: 'relu', indrnn: 'relu', scrn: 'sigmoid', orthogonal: 'identity', mingru: 'identity',
  minlstm: 'identity', lru: 'identity', rglru: 'identity', deltanet: 'identity', mlstm: 'identity',
};

/**
 * @param cell the cell's document
 * @param facts what is known of it; a typed equation says there how it bends
 * @returns what turns z into h, or into the candidate
 */
export function candidateActivation(
  { kind, activation }: { kind: string, activation?: unknown },
  facts?: { program?: { bend: string } },
): string {
  if (facts?.program) return facts.program.bend;
  return typeof activation === 'string' ? activation : FIXED[kind] ?? 'tanh';
}

/** Φ(z): the share of a standard normal distribution below z. */
function normalShare(z: number) {
  return z < 0 ? upperTail(-z) : 1 - upperTail(z);
}

function normalDensity(z: number) {
  return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * 1 − Φ(z) for z ≥ 0: near 0 by the power series of the integral of the density, beyond by Laplace's continued
 * fraction.
 */
function upperTail(z: number) {
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let n = 1; n < 60; n += 1) sum += term *= (z * z) / (2 * n + 1);
    return 0.5 - normalDensity(z) * sum;
  }
  let fraction = z;
  for (let n = 60; n >= 1; n -= 1) fraction = z + n / fraction;
  return normalDensity(z) / fraction;
}
