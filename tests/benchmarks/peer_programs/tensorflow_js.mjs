// TensorFlow.js under Node.js: what one would train with in a browser instead. Answers as turns.py says; nothing is kept.
// node tensorflow_js.mjs NODE_MODULES BACKEND
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

const [modules, backend] = process.argv.slice(2);
console.warn = () => {};
const load = createRequire(resolve(modules, 'benchmark.js'));
const tf = load('@tensorflow/tfjs');
load('@tensorflow/tfjs-backend-wasm');
await tf.setBackend(backend);
await tf.ready();
if (tf.getBackend() !== backend) throw new Error(`TensorFlow.js took the backend ${tf.getBackend()}`);

const CELLS = {
  rnn: ([h], drive, recurrent) => [tf.tanh(tf.add(drive, recurrent(h)))],
  lstm([h, c], drive, recurrent) {
    const [i, f, g, o] = tf.split(tf.add(drive, recurrent(h)), 4, 1);
    const kept = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    return [tf.mul(tf.sigmoid(o), tf.tanh(kept)), kept];
  },
  gru([h], drive, recurrent) {
    const driven = tf.split(drive, 3, 1);
    const returned = tf.split(recurrent(h), 3, 1);
    const [r, z] = [0, 1].map((gate) => tf.sigmoid(tf.add(driven[gate], returned[gate])));
    const n = tf.tanh(tf.add(driven[2], tf.mul(r, returned[2])));
    return [tf.add(n, tf.mul(z, tf.sub(h, n)))];
  },
};

function build(problem) {
  tf.disposeVariables();
  const inputs = tf.tensor3d(problem.inputs);
  const target = tf.tensor2d(problem.target);
  const [timeSteps, batch, width] = inputs.shape;
  const read = ([name, value]) => [name, tf.variable(tf.tidy(() => tf.transpose(tf.tensor(value))))];
  const weights = Object.fromEntries(Object.entries(problem.parameters).map(read));
  const [hidden, rows] = weights.W_hh.shape;
  const optimizer = tf.train.adam(0.001, 0.9, 0.999, 1e-8);
  const isGru = problem.cell === 'gru'; // whose reset gate comes after the bias; elsewhere it is added once for all time
  const recurrent = (h) => (isGru ? tf.add(tf.matMul(h, weights.W_hh), weights.b_hh) : tf.matMul(h, weights.W_hh));

  function lossOf() {
    const bias = isGru ? weights.b_xh : tf.add(weights.b_xh, weights.b_hh);
    const drives = tf.add(tf.matMul(tf.reshape(inputs, [timeSteps * batch, width]), weights.W_xh), bias);
    const start = tf.zeros([batch, hidden]);
    let state = problem.cell === 'lstm' ? [start, start] : [start];
    for (const drive of tf.unstack(tf.reshape(drives, [timeSteps, batch, rows]))) {
      state = CELLS[problem.cell](state, drive, recurrent);
    }
    return tf.losses.meanSquaredError(target, tf.add(tf.matMul(state[0], weights.W_hy), weights.b_y));
  }

  return () => tf.tidy(() => {
    const { value, grads } = tf.variableGrads(lossOf);
    const norm = tf.sqrt(tf.addN(Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)))));
    const factor = tf.minimum(1, tf.div(1, tf.add(norm, 1e-6)));
    for (const name of Object.keys(grads)) grads[name] = tf.mul(grads[name], factor);
    optimizer.applyGradients(grads);
    return value.dataSync()[0];
  });
}

function paced(update, seconds) {
  const began = performance.now();
  const used = process.cpuUsage();
  let made = 0;
  for (; performance.now() - began < 1000 * seconds; made++) update();
  const { user, system } = process.cpuUsage(used);
  return [(user + system) / 1000 / made, (performance.now() - began) / made];
}

const answer = (content) => process.stdout.write(`${JSON.stringify(content)}\n`);
answer(`TensorFlow.js ${tf.version.tfjs}, ${backend === 'cpu' ? 'JavaScript' : 'WebAssembly'}`);
let update = () => 0;
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if ('seconds' in request) {
    answer(paced(update, request.seconds));
  } else {
    update = build(JSON.parse(readFileSync(request.problem, 'utf-8')));
    answer(Array.from({ length: request.updates * request.calls }, update));
  }
}
process.exit(0);
