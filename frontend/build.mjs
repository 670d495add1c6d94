/**
 * Builds the page into `dist/`: rolldown joins the scripts, Lightning CSS makes the styles small.
 *
 *     node build.mjs            once
 *     node build.mjs --watch    and again whenever a source changes
 *
 *     dist/index.html          the document; it names the files below static/VERSION/, VERSION is a hash of them all
 *     dist/files/              those files, with their compressed copies
 *     dist/replay.js           the page without a server as one script
 */

import { createHash } from 'node:crypto';
import { watch } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { transform } from 'lightningcss';
import { rolldown } from 'rolldown';
import { inParts } from './plotly_parts.mjs';

const HERE = import.meta.dirname;
const DIST = join(HERE, 'dist');
const NEW = `${DIST}.new`;
const FILES = ['index.html', 'favicon.svg', 'main.ts', 'src/core/protocol/connection.ts', 'replay.ts'];
const FOLDERS = ['src', 'recordings'];
const PLOTLY = 'plotly.js-cartesian-dist-min/plotly-cartesian.min.js';
const STYLE = /\s*<link rel="stylesheet" href="(src\/[^"]+)">/g;
const ADDRESS = /\b(href|src|content)="([\w./-]+\.\w+)"/g;

const QUALITY = constants.BROTLI_PARAM_QUALITY;
/** Above this size the last levels of Brotli would take seconds; bytes. */
const LARGE = 2 ** 20;
/**
 * The copies of a file, by their endings. A recording has one in gzip alone: that of Brotli would be a tenth smaller.
 * @type {Record<string, (content: Buffer) => Promise<Buffer>>}
 */
const COMPRESS = {
  br: (content) => promisify(brotliCompress)(content, { params: { [QUALITY]: content.length > LARGE ? 9 : 11 } }),
  gz: (content) => promisify(gzip)(content, { level: 9 }),
};
/** @type {Map<string, Promise<Buffer>>} by the hash of coding and content */
const packed = new Map();

/**
 * The words of a part of the page, which come together: those of a folder of `src/` and of all below it that is no part of
 * its own. The first ones are those of the first picture.
 */
const WORDS = {
  '': 'core/text', after: 'page', about: 'page/controls/about', claims: 'learn/claims', difference: 'hero/difference',
  glossary: 'learn/glossary', help: 'learn/help', inspector: 'inspect', keys: 'page/keys', lessons: 'learn/lessons',
  marks: 'hero/legend', measurements: 'measure', narrator: 'learn/narrator', runs: 'page/side/runs', takeaway: 'share',
  try: 'ask', wall: 'watch/copy_wall', watching: 'watch', wires: 'hero/wires',
};

/** Path below the root → content. @typedef {Map<string, Buffer>} Files */

/** @returns {Promise<void>} once `dist/` holds the page */
async function build() {
  const document = await readFile(join(HERE, 'index.html'), 'utf8');
  const parts = await Promise.all([scripts(), styles(document), words(), otherFiles()]);
  const files = new Map(parts.flatMap((part) => [...part]));
  await rm(NEW, { recursive: true, force: true });
  await Promise.all([...files].map(([path, content]) => writeCompressed(`files/${path}`, content)));
  await write('index.html', Buffer.from(addressed(document, files)));
  await write('replay.js', await replayScript());
  await rm(DIST, { recursive: true, force: true });
  await rename(NEW, DIST);
}

/** @returns {Promise<Files>} what the page begins with in one file, one for each later part, and Plotly in parts */
async function scripts() {
  const page = await rolldown({ input: join(HERE, 'main.ts') });
  const names = { entryFileNames: 'js/[name].js', chunkFileNames: 'js/[name]-[hash].js' };
  const { output } = await page.generate({ format: 'esm', minify: true, ...names });
  const plotly = inParts(await readFile(new URL(import.meta.resolve(PLOTLY)), 'utf8'));
  const all = [...output.map(({ fileName, code }) => [fileName, code]), ['js/plotly.min.js', plotly]];
  return new Map(all.map(([path, code]) => [path, Buffer.from(code)]));
}

/** @returns {Promise<Buffer>} */
async function replayScript() {
  const page = await rolldown({ input: join(HERE, 'replay.ts') });
  const { output } = await page.generate({ format: 'esm', minify: true, codeSplitting: false });
  return Buffer.from(output[0].code);
}

/**
 * @param {string} document
 * @returns {Promise<Files>} the style sheets that the document names in one file, each of the others by its own name, and
 *   the tokens as they are written, for the figures that Python draws
 */
async function styles(document) {
  const named = [...document.matchAll(STYLE)].map(([, path]) => path);
  const all = (await below('src')).filter((path) => path.endsWith('.css'));
  const later = all.filter((path) => !named.includes(path));
  const page = Buffer.concat(await Promise.all(named.map(smallStyle)));
  const others = await Promise.all(later.map(async (path) => [`styles/${basename(path)}`, await smallStyle(path)]));
  const tokens = await readFile(join(HERE, 'src/draw/tokens.css'));
  return new Map([['styles/page.css', page], ['styles/tokens.css', tokens], ...others]);
}

/** @returns {Promise<Files>} a file for each part and language */
async function words() {
  const files = new Map();
  for (const path of (await below('src')).filter((each) => /\/(en|ko)\.json$/.test(each))) {
    const file = `text/${partOf(dirname(path))}${basename(path)}`;
    files.set(file, { ...files.get(file), ...JSON.parse(await readFile(join(HERE, path), 'utf8')) });
  }
  const sorted = (entries) => Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
  return new Map([...files].map(([file, entries]) => [file, Buffer.from(JSON.stringify(sorted(entries)))]));
}

/** @param {string} folder @returns {string} the nearest part around it, as its words are addressed */
function partOf(folder) {
  const parts = Object.entries(WORDS).filter(([, home]) => `${folder}/`.startsWith(`src/${home}/`));
  if (!parts.length) throw new Error(`the words in ${folder} belong to no part`);
  const [name] = parts.sort(([, a], [, b]) => b.length - a.length)[0];
  return name && `${name}/`;
}

/** @param {string} path @returns {Promise<Buffer>} */
async function smallStyle(path) {
  return Buffer.from(transform({ filename: path, code: await readFile(join(HERE, path)), minify: true }).code);
}

/** @returns {Promise<Files>} tables on one line each; recordings and the icon as they are */
async function otherFiles() {
  const tables = (await below('src')).filter((path) => path.endsWith('.json') && !/\/(en|ko)\.json$/.test(path));
  const kept = [...await below('recordings'), ...tables, 'favicon.svg'];
  return new Map(await Promise.all(kept.map(async (path) => [path, small(path, await readFile(join(HERE, path)))])));
}

/** @param {string} path @param {Buffer} content @returns {Buffer} */
function small(path, content) {
  return path.endsWith('.json') ? Buffer.from(JSON.stringify(JSON.parse(content.toString()))) : content;
}

/** @param {string} folder @returns {Promise<string[]>} all files below it, by their paths from the root */
async function below(folder) {
  const found = await readdir(join(HERE, folder), { recursive: true, withFileTypes: true });
  const files = found.filter((each) => each.isFile());
  return files.map((each) => relative(HERE, join(each.parentPath, each.name))).sort();
}

/** @param {string} document @param {Files} files @returns {string} with the address of each file that it names */
function addressed(document, files) {
  const version = hashOf(files);
  const sheet = '<link rel="stylesheet" href="styles/page.css">';
  const joined = document.replace(STYLE, '').replace('</title>', `</title>\n  ${sheet}`);
  return joined.replace(ADDRESS, (_, name, path) => {
    if (!files.has(path)) throw new Error(`index.html names ${path}, which is not there`);
    return `${name}="static/${version}/${path}"`;
  });
}

/** @param {Files} files @returns {string} */
function hashOf(files) {
  const whole = createHash('sha256');
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    whole.update(`${path} ${content.length} `).update(content);
  }
  return whole.digest('hex').slice(0, 20);
}

/** @param {string} path @param {Buffer} content */
async function writeCompressed(path, content) {
  await write(path, content);
  const codings = path.startsWith('files/recordings/') ? ['gz'] : ['br', 'gz'];
  for (const coding of codings) await write(`${path}.${coding}`, await compressed(content, coding));
}

/**
 * @param {Buffer} content
 * @param {string} coding
 * @returns {Promise<Buffer>} kept, so that what has not changed is not compressed again
 */
function compressed(content, coding) {
  const known = createHash('sha256').update(coding).update(content).digest('hex');
  const made = packed.get(known) ?? COMPRESS[coding](content);
  packed.set(known, made);
  return made;
}

/** @param {string} path @param {Buffer} content */
async function write(path, content) {
  await mkdir(dirname(join(NEW, path)), { recursive: true });
  await writeFile(join(NEW, path), content);
}

/** Builds again a moment after a change; a source that is wrong is told, and the page stays as it was. */
function keepBuilding() {
  /** @type {NodeJS.Timeout | undefined} */
  let due;
  const again = () => {
    clearTimeout(due);
    due = setTimeout(() => timed().catch((error) => console.error(error.message)), 50);
  };
  for (const folder of FOLDERS) watch(join(HERE, folder), { recursive: true }, again);
  watch(HERE, (_, name) => void (FILES.includes(name ?? '') && again()));
}

async function timed() {
  const began = performance.now();
  await build();
  console.log(`page: built in ${Math.round(performance.now() - began)} ms`);
}

await timed();
if (process.argv.includes('--watch')) keepBuilding();
