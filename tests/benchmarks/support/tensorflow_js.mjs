// The training step of an LSTM in TensorFlow.js. Prints the median of its milliseconds.
// node tensorflow_js.mjs NODE_MODULES BACKEND T B I H
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';

const [modules, backend, ...sizes] = process.argv.slice(2);
const [timeSteps, batch, inputs, hidden] = sizes.map(Number);
const WARM_UP = 3;
const STEPS = 15;
console.warn = () => {};
const load = createRequire(resolve(modules, 'benchmark.js'));
const tf = load('@tensorflow/tfjs');
load('@tensorflow/tfjs-backend-wasm');
await tf.setBackend(backend);
await tf.ready();
if (tf.getBackend() !== backend) throw new Error(`TensorFlow.js took the backend ${tf.getBackend()}`);

const model = tf.sequential({
  layers: [
    tf.layers.lstm({ units: hidden, inputShape: [timeSteps, inputs], unroll: false }),
    tf.layers.dense({ units: 1 }),
  ],
});
const optimizer = tf.train.adam(0.001);
const x = tf.randomNormal([batch, timeSteps, inputs]);
const y = tf.randomNormal([batch, 1]);
const taken = [];
for (let step = 0; step < WARM_UP + STEPS; step++) {
  const began = performance.now();
  const loss = optimizer.minimize(() => tf.losses.meanSquaredError(y, /** @type {any} */ (model.apply(x, { training: true }))), true);
  await loss.data();
  loss.dispose();
  if (step >= WARM_UP) taken.push(performance.now() - began);
}
taken.sort((one, other) => one - other);
process.stdout.write(String(taken[STEPS >> 1]));
process.exit(0);
