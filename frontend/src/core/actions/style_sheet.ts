/** Style sheets of parts that come later, each once. */

const known = new Map<string, Promise<void>>();

/** @returns once it is in force: what is shown before would move under a finger */
export function addStyle({ href }: URL): Promise<void> {
  // The page without a server carries all of them.
  if (document.documentElement.dataset.extent === 'alone') return Promise.resolve();
  const before = known.get(href);
  if (before) return before;
  const link = document.createElement('link');
  const loaded = new Promise((resolve: (value?: unknown) => void) => {
    link.onload = link.onerror = () => resolve();
  }).then(() => {});
  Object.assign(link, { rel: 'stylesheet', href });
  document.head.append(link);
  known.set(href, loaded);
  return loaded;
}
