/**
 * @param path of a file of the page, from its root
 * @returns where it is: modules stand in a folder of the root, as they are written and as they are built
 */
export const pageFile = (path: string): URL => new URL(`../${path}`, import.meta.url);
