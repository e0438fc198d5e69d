// Runs before everything else; a file, since the page allows no inline scripts.
(() => {
  // zod would try whether the page allows eval, and the browser would report that it does not.
  globalThis.__zod_globalConfig = { jitless: true };

  // Before the first paint, so that the page does not flash white in the dark scheme.
  let chosen = null;
  try {
    chosen = localStorage.getItem('manyhands.colours');
  } catch {}
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const scheme = chosen === 'light' || chosen === 'dark' ? chosen : isDark ? 'dark' : 'light';
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
