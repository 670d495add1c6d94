/**
 * Plotly's bundle in parts. As it is published it runs its several hundred modules in one go, and the page stands still
 * meanwhile. Each module is wrapped in a function that runs it once; these functions are gathered here in their order,
 * in which each stands behind what it needs, so that the page can run them a few at a time.
 */

const BEGIN = /\(\s*function\(root, factory\) \{[^]*?"use strict";(?=var Plotly=)/g;
const WRAPPER = /\b(\w+=\((?:\w,)+\w\)=>)(\(\)=>\{(?:if\(\w\)throw \w\[0\];)?try\{return.*?\}catch\(\w\)\{.*?\}\})/g;
const WHOLE = /return (\w+)\(\);?\}\)\(\);/g;
const END = /window\.Plotly = Plotly;\s*return Plotly;\s*\}\)\);/g;

/**
 * A function in parentheses is compiled while the script is fetched, off the page's main thread; the bundle's own one
 * would be when it is called.
 * @param {string} bundle as the package has it, made by esbuild
 * @returns {string} the same, which runs nothing and leaves `plotlyParts`: `parts` in their order, then `whole()`
 */
export function inParts(bundle) {
  const begun = replaced(
    bundle, BEGIN, [1], () => 'window.plotlyParts=(()=>{"use strict";const parts=[],gather=(part)=>(parts.push(part),part);',
  );
  const gathered = replaced(begun, WRAPPER, [1, 2], (_, given, once) => `${given}gather(${once})`);
  const whole = replaced(gathered, WHOLE, [1], (_, name) => `return{parts,whole:${name}}})();`);
  return replaced(whole, END, [1], () => 'return Plotly})();');
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 * @param {number[]} counts how often it may be there
 * @param {(...found: string[]) => string} make
 */
function replaced(text, pattern, counts, make) {
  const found = [...text.matchAll(pattern)].length;
  if (!counts.includes(found)) {
    throw new Error(`Plotly's bundle has ${pattern} ${found} times, not ${counts.join(' or ')}; adapt plotly_parts.mjs`);
  }
  return text.replace(pattern, make);
}
