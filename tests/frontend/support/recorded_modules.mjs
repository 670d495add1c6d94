/** Node's module hooks: whoever imports the page's store or `watch` gets those that note what is read. */

const RECORDED = /\/frontend\/src\/core\/model\/(select|store)\.ts$/;

/** @param {string} specifier @param {any} context @param {(specifier: string, context: any) => Promise<any>} next */
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  return RECORDED.test(found.url) ? { ...found, url: new URL('recorded_reads.mjs', import.meta.url).href } : found;
}
